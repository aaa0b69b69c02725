import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'

const PATIENCE = 150
const SILENCE = 2500
const LATE = Symbol('late')

const options = (socket) => ({
  socket: {
    ...socket,
    connectTimeout: 1000,
    socketTimeout: SILENCE,
    reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2000),
  },
  // Keeps an idle connection alive; a server that answers no ping runs into socketTimeout.
  pingInterval: 1000,
  disableOfflineQueue: true,
  maintNotifications: 'disabled',
})

const announce = (client, log) => {
  let state
  const change = (next, level, message, fields) => {
    if (state !== next) log[level](message, fields)
    state = next
  }
  client.on('ready', () => change('up', 'info', 'cache is up'))
  client.on('error', (error) => {
    change('down', 'warn', 'cache is down, going on without', { reason: error.message || error.code })
  })
}

// Asks the server, if it is there; undefined means that no answer came in time.
const createAsk = (client) => {
  let pausedUntil = 0
  return async (command) => {
    if (!client.isReady || performance.now() < pausedUntil) return undefined
    const late = sleep(PATIENCE, LATE, { ref: false })
    const answer = await Promise.race([command(), late]).catch(() => undefined)
    if (answer !== LATE) return answer
    // Each command sent would put off socketTimeout, which is what drops a frozen server.
    pausedUntil = performance.now() + SILENCE + 1000
  }
}

const off = {
  isUp: async () => false,
  through: async (_key, _seconds, load) => ({ value: await load(), cache: 'off' }),
  close: () => {},
}

/** A cache that is never waited for: absent, dead or slow it is simply off. */
export const openCache = (socket, log) => {
  if (!socket) return off
  const client = createClient(options(socket))
  announce(client, log)
  client.connect().catch(() => {})
  const ask = createAsk(client)

  const through = async (key, seconds, load) => {
    const found = await ask(() => client.get(key))
    if (typeof found === 'string') return { value: JSON.parse(found), cache: 'hit' }
    const value = await load()
    if (found === undefined) return { value, cache: 'off' }
    await ask(() => client.set(key, JSON.stringify(value), { EX: seconds }))
    return { value, cache: 'miss' }
  }

  const isUp = async () => (await ask(() => client.ping())) === 'PONG'

  return { isUp, through, close: () => client.destroy() }
}
