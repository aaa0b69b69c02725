import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

// A server that is frozen or cut off answers nothing at all: only timeouts notice.
const LIMITS = { connectionTimeoutMillis: 2000, query_timeout: 5000, keepAlive: true }

// Bad data, broken constraints and bad SQL are ours; everything else is the database being away.
const isOurs = (error) => /^(22|23|42)/.test(error.code)

const unavailable = (cause) => Object.assign(new Error('the database does not answer', { cause }), { status: 503 })

const limit = (ms, work, message) =>
  Promise.race([
    work,
    sleep(ms, undefined, { ref: false }).then(() => {
      throw new Error(message)
    }),
  ])

/** One connection outside the pool, for LISTEN and for migrations. */
export const createClient = (connection, limits = LIMITS) => {
  const client = new pg.Client({ ...limits, ...connection })
  // 'end' follows and the query in flight fails; without a listener this event ends the process.
  client.on('error', () => {})
  return client
}

/** A pool of connections that outlives restarts of PostgreSQL. */
export const openDatabase = (connection, { max, log }) => {
  // A worker frozen in a transaction would keep its job locked for ever.
  const pool = new pg.Pool({ ...LIMITS, ...connection, max, idle_in_transaction_session_timeout: 30000 })
  pool.on('error', (error) => log.warn('lost an idle database connection', { reason: error.message }))
  pool.on('connect', (client) => client.on('error', () => {}))

  const query = async (text, values) => {
    try {
      return (await pool.query(text, values)).rows
    } catch (error) {
      throw isOurs(error) ? error : unavailable(error)
    }
  }

  const transaction = async (work) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      client.release()
      return result
    } catch (error) {
      // Closing the connection rolls back, also when the server would no longer hear a rollback.
      client.release(error)
      throw error
    }
  }

  const health = () =>
    limit(1000, pool.query('select 1'), 'no answer within 1 s').then(
      () => ({ database: 'up' }),
      (error) => ({ database: 'down', reason: `PostgreSQL: ${error.message || error.code}` }),
    )

  const close = () => limit(500, pool.end(), 'connections still open').catch((error) => log.warn(error.message))

  return { query, transaction, health, close }
}
