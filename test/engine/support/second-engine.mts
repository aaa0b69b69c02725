import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { root, run, type Ran } from '../../support/run.mts'

const home = process.env['GANTRY_ENGINE_DIR'] ?? '/var/lib/gantry-engine'

/** Why no second engine can be started here; empty where one can. */
export const noSecondEngine = process.getuid?.() !== 0 ? 'a second engine needs root'
  : !existsSync(join(home, 'root/usr/sbin/dockerd')) || !existsSync(join(home, 'registry/docker-registry')) ? 'test/engine/provision.sh has not unpacked what a second engine needs' : ''

/** Starts an engine with the containerd image store and a registry; both and all they made go with `stop`, or with this process. */
export const startSecondEngine = async () => {
  const [folder, port] = [await mkdtemp(join(home, 'second-')), await freePort()]
  const child = spawn('bash', [join(root, 'test/engine/second-engine.sh'), folder, String(port)], { detached: true, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]) as [unknown]
  if (String(first) !== 'ready\n') throw new Error(`the second engine does not start:\n${said}`)
  const env = { DOCKER_HOST: `unix://${folder}/docker.sock` }
  return {
    /** Variables that make docker commands speak to it. */
    env,
    /** The registry, as both engines and this machine reach it. */
    registry: `127.0.0.1:${port}`,
    docker: (...words: string[]): Promise<Ran> => run(['docker', ...words], { env, timeout: 120_000 }),
    /** Gives it images of the first engine. */
    lend: async (...images: string[]): Promise<void> => {
      const { code, stderr } = await run(['sh', '-c', 'docker save "$@" | DOCKER_HOST=$SECOND docker load --quiet', '-', ...images], { env: { SECOND: env.DOCKER_HOST }, timeout: 120_000 })
      if (code !== 0) throw new Error(stderr)
    },
    stop: async (): Promise<void> => {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

export type SecondEngine = Awaited<ReturnType<typeof startSecondEngine>>

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
