import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createLog, isLevel } from './log.mjs'

const DATABASE = ['DB_HOST', 'DB_PORT', 'DB_USER', 'DB_NAME', 'DB_PASSWORD_FILE']

const isPort = (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535

const unreadable = (path) => {
  try {
    readFileSync(path)
  } catch (error) {
    return `DB_PASSWORD_FILE cannot be read: ${error.message}`
  }
}

/** Everything that is wrong with the environment, as sentences. */
export const problems = (env) => {
  const missing = DATABASE.filter((name) => !env[name])
  const ports = ['DB_PORT', 'CACHE_PORT', 'PORT'].filter((name) => env[name] && !isPort(env[name]))
  return [
    missing.length > 0 && `not set: ${missing.join(', ')}`,
    env.CACHE_HOST && !env.CACHE_PORT && 'CACHE_HOST is set but CACHE_PORT is not',
    ...ports.map((name) => `${name} is not a port: ${env[name]}`),
    env.LOG_LEVEL && !isLevel(env.LOG_LEVEL) && `LOG_LEVEL is not debug, info, warn or error: ${env.LOG_LEVEL}`,
    env.DB_PASSWORD_FILE && unreadable(env.DB_PASSWORD_FILE),
  ].filter(Boolean)
}

/** The settings in an environment that has no problems; without CACHE_HOST there is no cache. */
export const settings = (env, defaultPort) => ({
  database: {
    host: env.DB_HOST,
    port: Number(env.DB_PORT),
    user: env.DB_USER,
    database: env.DB_NAME,
    // Read anew for each connection: a changed password needs no restart.
    password: () => readFile(env.DB_PASSWORD_FILE, 'utf8'),
  },
  cache: env.CACHE_HOST ? { host: env.CACHE_HOST, port: Number(env.CACHE_PORT) } : undefined,
  port: Number(env.PORT || defaultPort),
  logLevel: env.LOG_LEVEL || 'info',
})

/** The settings of this process; a problem ends it with one line and exit code 2. */
export const settingsOrExit = (defaultPort) => {
  const found = problems(process.env)
  if (found.length > 0) {
    createLog('info').error(`cannot start: ${found.join('; ')}`)
    process.exit(2)
  }
  return settings(process.env, defaultPort)
}
