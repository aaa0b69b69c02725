import type { Service } from '../stack/service.mts'
import type { Ground, Program } from './ground.mts'
import type { NativeSurroundings } from './kind.mts'
import { volumePlace } from './relocate.mts'
import type { Exec, Native, NotNative, Preparation } from './native-run.mts'

/** PostgreSQL from this machine's binaries, else from gantry's packages; its data are made once, its password is told when it has changed. */
export const nativePostgres = (service: Service, around: NativeSurroundings): Native | NotNative => {
  const { ground, facts, workload } = around
  const home = `${volumePlace(ground.state, `${service.name}-data`)}`
  const data = `${home}/data`
  const found = choose(service, ground, facts.firstLine(`${data}/PG_VERSION`))
  if ('lacks' in found) return found
  if (!ground.unprivileged) return { lacks: 'PostgreSQL refuses to run as root, and no other user can reach this folder', hint: 'run gantry as another user, or move the stack to a folder everybody may enter' }
  const { prefix, owner } = ground.unprivileged
  const { POSTGRES_USER: user = '', POSTGRES_DB: name = '', POSTGRES_PASSWORD_FILE: file = '' } = workload.variables
  const port = workload.ports[0]?.number ?? 0
  const here = (path: string) => `${ground.folder}/${path}`
  const secret = `secrets/${around.environment}/${file.slice(file.lastIndexOf('/') + 1)}`
  const readable = owner ? `${home}/password` : secret
  const bin = (program: string) => [...prefix, found.path.replace(/postgres$/, program)]
  const alone = (folder: string, database: string, input: string): Exec =>
    ({ argv: [...bin('postgres'), '--single', '-c', 'exit_on_error=on', '-c', 'log_checkpoints=off', '-D', here(folder), database], cwd: '.', input: `${input}\n` })
  const make: Preparation = {
    folder: data, why: `${service.name} has no data yet`, ...owner ? { owner } : {},
    by: [
      { argv: [...bin('initdb'), '-D', here(`${data}.new`), '-U', user, '--auth=scram-sha-256', `--pwfile=${here(readable)}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], cwd: '.' },
      ...name === 'postgres' ? [] : [alone(`${data}.new`, 'postgres', `CREATE DATABASE "${name}"`)],
    ],
  }
  const tell = alone(data, name, `DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', current_user, pg_read_file('${here(readable).replaceAll("'", "''")}')); END $$`)
  const hash = facts.hashOf([secret])
  const told = `${home}/told`
  const words = workload.command?.[0] === 'postgres' ? workload.command.slice(1) : []
  return {
    on: `PostgreSQL ${found.version}${found.isOurs ? ' of gantry\'s packages' : ''}`,
    command: [...bin('postgres'), '-D', here(data), ...words, '-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'unix_socket_directories=', '-c', 'logging_collector=off'],
    workdir: '.', path: [], variables: {}, movesPort: true,
    probe: { by: 'exchange', port, send: greeting(user, name), expect: 'R' },
    prepare: [
      ...owner ? [{ copy: secret, to: readable, owner, why: `${service.name} reads its password as another user` }] : [], ...facts.isFolder(data) ? [] : [make],
      ...hash !== undefined && facts.firstLine(told) === hash ? [] : [{ why: `${service.name} is told its password`, run: tell, ...hash === undefined ? {} : { mark: { path: told, text: `${hash}\n` } } }],
    ],
  }
}

/** The data decide on the version, then the stack file, then what is there first. */
const choose = ({ name, version, own }: Service, { programs, state }: Ground, made: string | undefined): Program | NotNative => {
  const all = programs('postgres')
  const wanted = made ?? (own.version === undefined ? undefined : /^\d+/.exec(version ?? '')?.[0])
  const found = wanted === undefined ? all[0] : all.find((program) => program.version.split('.')[0] === wanted)
  if (found) return found
  const here = all.length > 0 ? `, here is ${all.map((program) => program.version).join(' and ')}` : ''
  return made === undefined
    ? { lacks: `there is no PostgreSQL${wanted === undefined ? '' : ` ${wanted}`}${here}`, hint: 'install it (Debian: apt install postgresql), run `npm ci` for the one in gantry\'s packages, or start a Docker engine' }
    : { lacks: `its data are of PostgreSQL ${made}${here}`, hint: `install PostgreSQL ${made}, or move ${volumePlace(state, `${name}-data`)} away to start with an empty database` }
}

/** What a client says first (PostgreSQL manual, "Message Formats", StartupMessage 3.0); a server that is ready asks for the password: `R`. */
const greeting = (user: string, database: string): string => {
  const body = `\0\x03\0\0user\0${user}\0database\0${database}\0\0`
  return `\0\0${String.fromCharCode((body.length + 4) >> 8, (body.length + 4) & 255)}${body}`
}
