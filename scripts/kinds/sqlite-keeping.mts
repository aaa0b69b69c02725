import type { Inside, Keeping } from './keeping.mts'

/** Programs that can copy a SQLite file while others write to it, best first. */
export const sqlitePrograms = ['sqlite3', 'python3', 'node'] as const
export type SqliteProgram = (typeof sqlitePrograms)[number]

/** Prints which of them a container has that really can, or nothing. */
export const findProgram: Inside = {
  words: ['sh', '-c', `sqlite3 -version >/dev/null 2>&1 && echo sqlite3 && exit
python3 -c 'import sqlite3' >/dev/null 2>&1 && echo python3 && exit
node --no-warnings -e 'require("node:sqlite")' >/dev/null 2>&1 && echo node; exit 0`],
}

const python = `import json, os, sqlite3, sys
def tables(db):
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name").fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        print('gantry counted ' + json.dumps([name, db.execute('SELECT count(*) FROM ' + quoted).fetchone()[0]]), file=sys.stderr if len(sys.argv) > 1 else sys.stdout)
def opened(path):
    if not os.path.exists(path): sys.exit(path + ' is not there')
    return sqlite3.connect(path, timeout=30)
try:
    source = opened(os.environ['GANTRY_FILE'])
    if len(sys.argv) > 1:
        copy = sqlite3.connect(sys.argv[1])
        source.backup(copy)
        fault = copy.execute('PRAGMA quick_check').fetchone()[0]
        if fault != 'ok': sys.exit('the copy is damaged: ' + fault)
        copy.execute('PRAGMA journal_mode = DELETE')
        tables(copy)
        copy.close()
    else:
        tables(source)
except (sqlite3.Error, OSError) as error:
    sys.exit(str(error))`

const node = `const { DatabaseSync } = require('node:sqlite'), { existsSync } = require('node:fs'), [to] = process.argv.slice(1)
const tables = (db, say) => {
  for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name").all())
    say('gantry counted ' + JSON.stringify([name, Number(db.prepare('SELECT count(*) AS n FROM "' + name.replaceAll('"', '""') + '"').get().n)]))
}
try {
  const file = process.env.GANTRY_FILE
  if (!existsSync(file)) throw new Error(file + ' is not there')
  const source = new DatabaseSync(file, { readOnly: !to })
  source.exec('PRAGMA busy_timeout = 30000')
  if (!to) tables(source, console.log)
  else {
    source.prepare('VACUUM INTO ?').run(to)
    const copy = new DatabaseSync(to)
    const [fault] = Object.values(copy.prepare('PRAGMA quick_check').get())
    if (fault !== 'ok') throw new Error('the copy is damaged: ' + fault)
    tables(copy, console.error)
    copy.close()
  }
  source.close()
} catch (error) { console.error(error.message); process.exitCode = 1 }`

const shellTables = `tables() {
  sqlite3 -readonly -batch "$1" "SELECT 'SELECT ''gantry counted '' || json_array(' || quote(name) || ', count(*)) FROM \\"' || replace(name, '\\"', '\\"\\"') || '\\";' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name" >"$1.sql~" || return 1
  sqlite3 -readonly -batch "$1" <"$1.sql~"; code=$?; rm -f "$1.sql~"; return $code
}`

/** How each program copies `$GANTRY_FILE` to `$1` and counts the copy on stderr. */
const copies: Readonly<Record<SqliteProgram, string>> = {
  sqlite3: `${shellTables}
[ -e "$GANTRY_FILE" ] || { echo "$GANTRY_FILE is not there" >&2; exit 1; }
sqlite3 -batch -bail -cmd '.timeout 30000' "$GANTRY_FILE" ".backup '$copy'" || exit 1
fault=$(sqlite3 -batch "$copy" 'PRAGMA quick_check' | head -n 1)
[ "$fault" = ok ] || { echo "the copy is damaged: $fault" >&2; exit 1; }
sqlite3 -batch "$copy" 'PRAGMA journal_mode = DELETE' >/dev/null || exit 1
tables "$copy" >&2 || exit 1`,
  python3: 'python3 -c "$GANTRY_PROGRAM" "$copy" || exit 1',
  node: 'node --no-warnings -e "$GANTRY_PROGRAM" -- "$copy" || exit 1',
}

// A copy that is open has no need of a name, so nothing is left of it whatever happens from then on.
const dump = (by: SqliteProgram): string => `folder=$(dirname -- "$GANTRY_FILE")
cd -- "$folder" || exit 1
rm -f .gantry-copy-*
copy=./.gantry-copy-$$
trap 'rm -f "$copy" "$copy"-* "$copy.sql~"' EXIT
${copies[by]}
exec 3<"$copy"
rm -f "$copy"
cat <&3`

const counts: Readonly<Record<SqliteProgram, Inside['words']>> = {
  sqlite3: ['sh', '-c', `${shellTables}\ntables "$GANTRY_FILE"`], python3: ['python3', '-c', python], node: ['node', '--no-warnings', '-e', node],
}

const versions: Readonly<Record<SqliteProgram, Inside['words']>> = {
  sqlite3: ['sqlite3', '-version'], python3: ['python3', '-c', 'import sqlite3; print(sqlite3.sqlite_version)'],
  node: ['node', '--no-warnings', '-e', `const { DatabaseSync } = require('node:sqlite'); console.log(new DatabaseSync(':memory:').prepare('SELECT sqlite_version() AS v').get().v)`],
}

const programs: Readonly<Record<SqliteProgram, string>> = { sqlite3: '', python3: python, node }

/** A SQLite file, copied by SQLite itself while its service runs, with a program that the service's image has. */
export const sqliteKeeping = ({ path, by }: { readonly path: string; readonly by: SqliteProgram }): Keeping => {
  const at = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, at) || '/', path.slice(at + 1)]
  const file = { GANTRY_FILE: path, GANTRY_PROGRAM: programs[by] }
  return {
    of: 'sqlite', format: 'sqlite', exact: true, item: path,
    version: { words: versions[by] },
    dump: { words: ['sh', '-c', dump(by)], variables: file },
    count: { words: counts[by], variables: file },
    offline: {
      path: folder, names: [name, `${name}-wal`, `${name}-shm`, `${name}-journal`],
      lay: { words: ['sh', '-c', `cat >"./$GANTRY_NAME" && GANTRY_FILE=./$GANTRY_NAME && export GANTRY_FILE && ${by === 'sqlite3' ? `${shellTables}\ntables "./$GANTRY_NAME"` : by === 'python3' ? 'python3 -c "$GANTRY_PROGRAM"' : 'node --no-warnings -e "$GANTRY_PROGRAM"'} >&2`], variables: { GANTRY_NAME: name, GANTRY_PROGRAM: programs[by] } },
    },
  }
}
