import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root, run, start, type Ran, type Setting } from '../../support/run.mts'
import { docker, until } from '../../targets/real/docker.mts'
import { hireJanitor, sweepOnce } from './janitor.mts'

export { ask, upgrade } from '../../targets/real/ask.mts'
export { docker, until }

/** Where the stand-ins of public images are listed. */
const images = process.env['GANTRY_IMAGES'] ?? join(root, 'test/engine/images.yaml')

/** A command that runs on; everything it prints is in `said()`. */
export type Running = { readonly said: () => string; readonly seen: (text: string | RegExp, seconds?: number) => Promise<void>; readonly kill: (signal: NodeJS.Signals) => void; readonly ended: Promise<Ran> }

const environments = ['dev', 'staging', 'prod'] as const

/** A stack in a folder of its own; `name` is what it is called, unless its file says otherwise. */
export const createStack = async (name: string, files: Readonly<Record<string, string>>) => {
  const folder = await mkdtemp(join(tmpdir(), `gantry-${name}-`))
  const traces = { folder, projects: environments.map((env) => `${name}-${env}`), images: `${name}/*` }
  sweepOnce({ ...traces, folder: `${folder}.none` })
  const janitor = hireJanitor(traces)
  // Folders of mkdtemp are 0700; what is mounted into containers has to be reached by their users.
  await chmod(folder, 0o755)
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), path === 'stack.yaml' && !/^name:/m.test(content) ? `name: ${name}\n${content}` : content)
  }
  for (const [path, content] of Object.entries(files)) await write(path, content)

  const argvOf = (command: string, words: readonly string[]) => ['node', join(root, 'scripts', `${command}.mts`), ...words]
  const setting = (more: Setting = {}): Setting => ({ cwd: folder, timeout: 180_000, ...more, env: { GANTRY_IMAGES: images, NO_COLOR: '1', ...more.env } })
  const inspect = async (service: string, env = 'dev'): Promise<readonly Inspected[]> => {
    const ids = await docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${name}-${env}`, ...service === '*' ? [] : ['--filter', `label=com.docker.compose.service=${service}`])
    return ids === '' ? [] : JSON.parse(await docker('inspect', ...ids.split('\n'))) as readonly Inspected[]
  }
  return {
    name, folder, write,
    read: (path: string): Promise<string> => readFile(join(folder, path), 'utf8'),
    /** Runs a gantry command to its end. */
    gantry: (command: string, ...words: string[]): Promise<Ran> => run(argvOf(command, words), setting()),
    /** The same with other variables, another stdin or another time limit. */
    gantryWith: (more: Setting, command: string, ...words: string[]): Promise<Ran> => run(argvOf(command, words), setting(more)),
    /** Starts a gantry command that runs on. */
    begin: (command: string, ...words: string[]): Running => {
      const { child, ended, kill } = start(argvOf(command, words), setting())
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { text += String(chunk) })
      const seen = async (wanted: string | RegExp, seconds = 60): Promise<void> => {
        const look = async () => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) ? 'seen' : child.exitCode === null ? 'not yet' : 'ended'
        const found = await until(seconds, look, (state) => state !== 'not yet').catch(() => 'late')
        if (found !== 'seen') throw new Error(`${found === 'late' ? `no ${wanted} within ${seconds} s` : `ended with ${child.exitCode} before ${wanted}`}:\n${text}`)
      }
      return { said: () => text, seen, kill, ended }
    },
    inspect,
    /** Runs a command in the container of a service; gives what it printed. */
    exec: async (service: string, words: readonly string[], env = 'dev'): Promise<string> => docker('exec', (await only(inspect(service, env), service)).Id, ...words),
    /** Names of the containers that are there, running or not. */
    containers: async (env = 'dev'): Promise<readonly string[]> => (await inspect('*', env)).map(({ Name }) => Name.replace(`/${name}-${env}-`, '')).sort(),
    /** Which containers run since when: the same text means that nothing was touched. */
    runs: async (env = 'dev'): Promise<Readonly<Record<string, string>>> =>
      Object.fromEntries((await inspect('*', env)).map(({ Name, Id, State }) => [Name.replace(`/${name}-${env}-`, ''), `${Id} ${State.StartedAt}`]).sort()),
    remove: janitor.sweep,
  }
}

export type Stack = Awaited<ReturnType<typeof createStack>>

/** The part of `docker inspect` that tests look at. */
export type Inspected = {
  readonly Id: string
  readonly Name: string
  readonly State: { readonly Status: string; readonly StartedAt: string; readonly Pid: number; readonly ExitCode: number }
  readonly Config: { readonly User: string; readonly Env: readonly string[]; readonly Cmd: readonly string[] | null; readonly Labels: Readonly<Record<string, string>> }
  readonly HostConfig: Readonly<Record<string, any>>
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string; readonly NetworkID: string }>>; readonly Ports: Readonly<Record<string, unknown>> }
}

/** The one container there should be. */
export const only = async (found: Promise<readonly Inspected[]>, what = 'the service'): Promise<Inspected> => {
  const [first, ...more] = await found
  if (!first || more.length > 0) throw new Error(`${what} has ${first ? more.length + 1 : 0} containers, not one`)
  return first
}
