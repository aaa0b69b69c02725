import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root, run, start } from '../support/run.mts'

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => done(typeof address === 'object' && address ? address.port : 0))
  })
})

/** No engine answers there. */
const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

/** A stack in a folder of its own, whose commands run without an engine. */
export const createNative = async (files: Readonly<Record<string, string>>) => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry native '))
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) await write(path, text)
  const argv = (command: string, words: readonly string[]) => [process.execPath, join(root, 'scripts', `${command}.mts`), ...words]
  // An authority of the user's own is made in the stack's folder, and goes with it.
  const env = { ...noEngine, XDG_DATA_HOME: join(folder, 'data') }
  const runs = new Set<ReturnType<typeof start>>()
  const begin = (surroundings: Readonly<Record<string, string>>, words: readonly string[]) => {
    const begun = start(words, { cwd: folder, env: surroundings })
    runs.add(begun)
    return begun
  }
  return {
    folder, write,
    read: (path: string) => readFile(join(folder, path), 'utf8'),
    gantry: (command: string, ...words: string[]) => run(argv(command, words), { cwd: folder, env }),
    begin: (command: string, ...words: string[]) => begin(env, argv(command, words)),
    /** The same with further folders first on its PATH. */
    beginWith: (folders: readonly string[], command: string, ...words: string[]) => begin({ ...env, PATH: [join(root, 'node_modules/.bin'), ...folders, process.env['PATH'] ?? ''].join(':') }, argv(command, words)),
    /** Processes of this stack that are alive: services, the stack's folder in their command line or as their working folder. */
    remove: async () => {
      for (const { kill, ended, child } of runs) if (child.exitCode === null && child.signalCode === null) { kill('SIGTERM'); await ended }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A server of a few lines: answers its pid, or as `env.ANSWER` says. */
export const server = `import { createServer } from 'node:http'
const answer = () => process.env.ANSWER ?? String(process.pid)
createServer((request, response) => response.end(request.url === '/health' ? 'ok' : answer())).listen(Number(process.env.PORT), '127.0.0.1')
console.log('serving')
process.on('SIGTERM', () => process.exit(0))
`

/** What an address answers; empty when nobody does. */
export const fetchText = (port: number, path = '/'): Promise<string> => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text(), () => '')

/** Asks until the answer is as wanted; the time it took in milliseconds. */
export const until = async (ask: () => Promise<string>, isWanted: (text: string) => boolean, limit = 10_000): Promise<number> => {
  const began = performance.now()
  while (performance.now() - began < limit) {
    if (isWanted(await ask())) return performance.now() - began
    await new Promise((done) => { setTimeout(done, 20) })
  }
  throw new Error(`not within ${limit} ms: ${await ask()}`)
}
