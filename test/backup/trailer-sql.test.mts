import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sqlTrailer } from '../../scripts/backup/trailer-sql.mts'
import { fed, sizes } from './fed.mts'

const before = '--\n-- PostgreSQL database dump\n--\n\n'
const after = '--\n-- PostgreSQL database dump complete\n--\n\n'
const rows = `COPY public.users (id, name) FROM stdin;\n${Array.from({ length: 500 }, (_, index) => `${index}\tsomebody\n`).join('')}\\.\n\n\n`
const trouble = (text: string, size?: number) => fed(sqlTrailer, Buffer.from(text), size)

const sql = suite('backup: end of a SQL dump')

sql('a whole dump, in pieces of any size', () => {
  for (const size of sizes) assert.is(trouble(before + rows + after, size), undefined, `${size}`)
})

sql('with the word it began with', () => {
  const [open, close] = ['\\restrict aB3\n\n', '\\unrestrict aB3\n\n']
  assert.is(trouble(before + open + rows + after + close), undefined)
  assert.match(trouble(before + open + rows + after) ?? '', 'the word it began with')
  assert.match(trouble(before + open + rows + after + '\\unrestrict xyz\n\n') ?? '', 'the word it began with')
})

sql('roles and settings of all databases', () => {
  const said = '--\n-- PostgreSQL database cluster dump\n--\n\n\\restrict aB3\n\nCREATE ROLE app;\n\n\\unrestrict aB3\n\n--\n-- PostgreSQL database cluster dump complete\n--\n\n'
  assert.is(trouble(said), undefined)
})

sql('what belongs to the database itself may stand before', () => assert.is(trouble(`DO 'BEGIN EXECUTE format(''ALTER DATABASE %I OWNER TO %I'', current_database(), ''app''); END';\n${before}${rows}${after}`), undefined))

sql('one that was cut short, wherever', () => {
  const whole = before + rows + after
  for (let at = 0; at < whole.length - 4; at += 37) assert.ok(trouble(whole.slice(0, at)), `after ${at} of ${whole.length}`)
  for (let back = 4; back < 60; back++) assert.ok(trouble(whole.slice(0, -back)), `without the last ${back}`)
})

sql('a row that reads like the end is no end where the dump has a word of its own', () => {
  const row = `${before}\\restrict aB3\n\nCOPY public.notes (text) FROM stdin;\n-- PostgreSQL database dump complete\n--\n\n`
  assert.match(trouble(row) ?? '', 'cut short')
})

sql('nothing, and something else', () => {
  assert.is(trouble(''), 'it is empty')
  assert.match(trouble('pg_dump: error: connection failed\n') ?? '', 'does not begin')
  assert.match(trouble(`${before}${after}`.replaceAll('\n', '\r\n')) ?? '', 'it does not')
})

sql.run()
