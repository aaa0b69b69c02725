/** Counts the rows of every table in a dump of PostgreSQL as it passes. */
export type SqlRows = { readonly push: (chunk: Buffer) => void; readonly rows: () => ReadonlyMap<string, number>; readonly end: () => string | undefined }

const newline = 10
// No COPY statement is longer: 1600 columns of 63 bytes each.
const longest = 256 * 1024

const name = '("(?:[^"]|"")*"|[^\\s".(]+)'
const statement = new RegExp(`^COPY ${name}\\.${name} [\\s\\S]*FROM stdin;$`)

/** The table of a COPY statement, `schema.table` as SQL writes it; undefined while the statement is not at its end. */
const tableOf = (text: string): string | undefined => {
  const [, schema, table] = statement.exec(text) ?? []
  return schema === undefined || table === undefined ? undefined : `${schema}.${table}`
}

/** Follows a dump line by line; data begin after a COPY that was announced, because the body of a function may read like one. */
export const sqlRows = (): SqlRows => {
  const found = new Map<string, number>()
  let [begun, table, count, announced, copy]: [Buffer, string | undefined, number, boolean, string] = [Buffer.alloc(0), undefined, 0, false, '']

  const takeStatement = (line: string): void => {
    copy = copy === '' ? line : `${copy}\n${line}`
    table = copy.length > longest ? undefined : tableOf(copy)
    if (table !== undefined || copy.length > longest) [announced, copy, count] = [false, '', 0]
  }
  const takeLine = (line: string): void => {
    if (line.startsWith('-- Data for Name: ')) [announced, copy] = [line.includes('; Type: TABLE DATA; '), '']
    else if (announced && (copy !== '' || line.startsWith('COPY '))) takeStatement(line)
    else if (line !== '' && line !== '--') announced = false
  }
  const takeRow = (isEnd: boolean): void => {
    if (!isEnd) {
      count += 1
      return
    }
    found.set(table ?? '', (found.get(table ?? '') ?? 0) + count)
    table = undefined
  }
  const push = (chunk: Buffer): void => {
    let at = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, at)) {
      if (begun.length === 0 && table !== undefined) takeRow(end === at + 2 && chunk[at] === 92 && chunk[at + 1] === 46)
      else {
        const line = begun.length === 0 ? chunk.toString('utf8', at, end) : Buffer.concat([begun, chunk.subarray(at, end)]).toString('utf8')
        if (table === undefined) takeLine(line)
        else takeRow(line === '\\.')
        begun = Buffer.alloc(0)
      }
      at = end + 1
    }
    // Of a long line its beginning is enough.
    if (at < chunk.length && begun.length < longest) begun = Buffer.concat([begun, chunk.subarray(at, at + longest)])
  }
  return { push, rows: () => found, end: () => (table === undefined ? undefined : `the rows of ${table} have no end`) }
}
