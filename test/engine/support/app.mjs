// The stand-in for a service in Node: tells who it is, what it was given, and whether what it NEEDS answers.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { hostname } from 'node:os'

const reach = (address) => new Promise((resolve) => {
  const [host, port] = address.split(':')
  const socket = connect({ host, port, timeout: 1000 }, () => { socket.destroy(); resolve('') })
  socket.on('error', (error) => resolve(`${host}: ${error.code}`)).on('timeout', () => { socket.destroy(); resolve(`${host}: no answer`) })
})

const bodyOf = async (request) => {
  let size = 0
  for await (const chunk of request) size += chunk.length
  return size
}

const answers = {
  '/health': async () => {
    const trouble = process.env.NEEDS ? await reach(process.env.NEEDS) : ''
    return { status: trouble ? 503 : 200, body: trouble || 'ok' }
  },
  '/whoami': async () => ({ body: hostname() }),
  '/text': async () => ({ type: 'text/plain', body: 'all work and no play '.repeat(1000) }),
  '/size': async (request) => ({ body: String(await bodyOf(request)) }),
}

const server = createServer(async (request, response) => {
  const path = request.url.split('?')[0]
  const name = Object.keys(answers).find((end) => path.endsWith(end))
  const { status = 200, type = 'text/plain', body } = name ? await answers[name](request) : { body: `${process.env.NAME ?? 'app'} ${path}` }
  if (path !== '/health') console.log(JSON.stringify({ level: path.includes('wrong') ? 'error' : 'info', message: 'asked', path }))
  response.writeHead(status, { 'content-type': type }).end(body)
})

server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  socket.on('data', (bytes) => socket.write(bytes)).on('error', () => {})
})

server.listen(Number(process.env.PORT ?? 3000), '0.0.0.0', () => console.log(JSON.stringify({ level: 'info', message: 'serving' })))
process.on('SIGTERM', () => process.exit(0))
