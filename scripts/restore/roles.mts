/** A role as `pg_dumpall` writes it: bare, or in quotes with quotes doubled. */
const role = String.raw`("(?:[^"]|"")*"|[a-z_][a-z0-9_$]*)`
const about = [new RegExp(`^CREATE ROLE ${role};$`, 's'), new RegExp(`^ALTER ROLE ${role} (?!IN DATABASE )`, 's'), new RegExp(`^GRANT .* TO ${role}(?: WITH .*)?(?: GRANTED BY .*)?;$`, 's')]

const nameOf = (text: string): string => text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text

/** Statements of a dump of roles; a semicolon or a line break inside quotes ends none. */
const statements = (sql: string): readonly string[] =>
  [...sql.matchAll(/\s*((?:--[^\n]*\n\s*|\\(?:un)?restrict[^\n]*\n\s*)*)((?:E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^;'"])+;)/gs)].map(([, , statement = '']) => statement.trim())

/** Of the roles in a dump, those that a server does not have: nobody's password is put back to what it was. */
export const missingRoles = (sql: string, there: readonly string[]): string => {
  const known = new Set(there)
  const wanted = statements(sql).filter((statement) => about.some((pattern) => {
    const [, name] = pattern.exec(statement) ?? []
    return name !== undefined && !known.has(nameOf(name))
  }))
  return wanted.length === 0 ? '' : `${wanted.join('\n')}\n`
}

// Whoever runs a scratch server is in the dump as well, and a tablespace's folder is on no other machine.
const harmless = [/role "[^]*" already exists/, /tablespace "[^]*" already exists/, /directory "[^]*" does not exist/, /could not set permissions on directory/, /permission denied to grant role|already a member of role/]

/** What of the errors of reading roles matters: those about what is there already do not. */
export const fatalOf = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => /(?:^|: )(?:ERROR|FATAL|PANIC):/.test(line) && !harmless.some((pattern) => pattern.test(line)))
