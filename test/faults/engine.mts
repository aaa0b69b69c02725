import { request } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'

const engineSocket = (process.env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '') || '/var/run/docker.sock'

/** A socket that passes everything on to the engine until it is cut. */
export const engineBehind = async (path: string) => {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: engineSocket, allowHalfOpen: true })
    for (const [from, to] of [[client, engine], [engine, client]] as const) {
      open.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy()).pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return (): void => {
    server.close()
    open.forEach((one) => one.destroy())
  }
}

/** What the engine knows of a command inside a container. */
export const execOf = (id: string): Promise<string> => new Promise((resolve) => {
  request({ socketPath: engineSocket, path: `/exec/${id}/json` }, (answer) => {
    let text = ''
    answer.on('data', (chunk) => { text += String(chunk) }).on('end', () => resolve(text))
  }).on('error', () => resolve('')).end()
})
