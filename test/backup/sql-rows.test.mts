import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sqlRows } from '../../scripts/backup/sql-rows.mts'
import { sizes } from './fed.mts'

const data = (name: string, copy: string, rows: readonly string[]): string => `--\n-- Data for Name: ${name}; Type: TABLE DATA; Schema: public; Owner: app\n--\n\n${copy}\n${rows.map((row) => `${row}\n`).join('')}\\.\n\n\n`

const dump = [
  '--\n-- PostgreSQL database dump\n--\n\n',
  '--\n-- Name: f(); Type: FUNCTION; Schema: public; Owner: app\n--\n\nCREATE FUNCTION public.f() RETURNS text AS $$\nCOPY public.fake (id) FROM stdin;\n$$;\n\n',
  data('users', 'COPY public.users (id, name) FROM stdin;', ['1\ta', '2\tb', '\\\\.', '-- Data for Name: x; Type: TABLE DATA; Schema: y']),
  data('empty', 'COPY public.empty (id) FROM stdin;', []),
  data('nocol', 'COPY public.nocol  FROM stdin;', ['', '']),
  data('a b."c', 'COPY "we ird"."a\nb.""c" (x) FROM stdin;', ['x'.repeat(30_000), '']),
  '--\n-- PostgreSQL database dump complete\n--\n\n',
].join('')

const rowsOf = (text: string, size: number) => {
  const rows = sqlRows()
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) rows.push(bytes.subarray(at, at + size))
  return { counts: Object.fromEntries(rows.rows()), problem: rows.end() }
}

const counted = suite('backup: rows in a SQL dump')

counted('of every table, under the name that SQL gives it, in pieces of any size', () => {
  for (const size of sizes.filter((each) => each > 2))
    assert.equal(rowsOf(dump, size), { counts: { 'public.users': 4, 'public.empty': 0, 'public.nocol': 2, '"we ird"."a\nb.""c"': 2 }, problem: undefined }, `${size}`)
})

counted('rows without an end are told', () => assert.is(rowsOf(dump.slice(0, dump.indexOf('2\tb')), 100).problem, 'the rows of public.users have no end'))

counted.run()
