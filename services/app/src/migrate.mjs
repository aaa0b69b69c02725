// Brings the schema up to date, once, and ends.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createClient } from './database.mjs'
import { createLog } from './log.mjs'
import { settingsOrExit } from './settings.mjs'

const FOLDER = new URL('../sql/', import.meta.url)
const LOCK = 7236451

const readFiles = async () => {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{3}_\w+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8')
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

const readApplied = async (client) => {
  await client.query(`create table if not exists applied_migrations (
    name text primary key, sha256 text not null, applied_at timestamptz not null default now())`)
  const { rows } = await client.query('select name, sha256 from applied_migrations')
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
}

const refuseChanged = (files, applied) => {
  const changed = files.filter(({ name, sha256 }) => applied.has(name) && applied.get(name) !== sha256)
  if (changed.length === 0) return
  const names = changed.map(({ name }) => name).join(', ')
  throw new Error(`changed after it was applied: ${names}; restore the file and put the change into a new one`)
}

const apply = async (client, { name, sql, sha256 }) => {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into applied_migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new Error(`${name}: ${error.message}`, { cause: error })
  }
}

const migrate = async (client, log) => {
  await client.connect()
  // Of two at once the second waits here, then finds nothing to do.
  await client.query('select pg_advisory_lock($1)', [LOCK])
  // A change that waits for a busy table would hold up everybody behind it.
  await client.query("set lock_timeout = '10s'")
  const files = await readFiles()
  const applied = await readApplied(client)
  refuseChanged(files, applied)
  const pending = files.filter(({ name }) => !applied.has(name))
  for (const file of pending) {
    await apply(client, file)
    log.info('applied', { file: file.name })
  }
  log.info(pending.length > 0 ? 'schema is up to date' : 'nothing to do', { files: files.length })
}

const settings = settingsOrExit()
const log = createLog(settings.logLevel)
const client = createClient(settings.database, { connectionTimeoutMillis: 5000 })
try {
  await migrate(client, log)
} catch (error) {
  log.error('migration failed', { reason: error.message || error.code })
  process.exitCode = 1
}
await client.end()
