import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from './database.mjs'

const PULSE = 15000
const DELAYS = [250, 500, 1000, 2000, 5000]

/** Follows a notification channel for as long as the process lives; `onReady` runs whenever nothing older can arrive. */
export const listen = (connection, { channel, onReady, onMessage, log }) => {
  let client
  let failures = 0
  let stopped = false

  const session = async () => {
    client = createClient(connection)
    const ended = new Promise((resolve) => client.once('end', () => resolve('ended')))
    client.on('notification', ({ payload }) => onMessage(payload))
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      failures = 0
      log.info('listening', { channel })
      onReady()
      // A peer that vanished without a word is only found by asking.
      while ((await Promise.race([ended, sleep(PULSE)])) !== 'ended') await client.query('select 1')
      throw new Error('connection closed')
    } finally {
      client.end().catch(() => {})
    }
  }

  const follow = async () => {
    while (!stopped) {
      await session().catch((error) => {
        if (!stopped && failures === 0) log.warn('not listening', { channel, reason: error.message || error.code })
      })
      await sleep(DELAYS[Math.min(failures++, DELAYS.length - 1)])
    }
  }

  follow()
  return {
    stop: () => {
      stopped = true
      client.end().catch(() => {})
    },
  }
}
