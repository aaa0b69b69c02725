/** Levels of log lines, from harmless to fatal. */
export const levels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
type Level = typeof levels[number]

const names: Readonly<Record<string, Level>> = {
  trace: 'debug', debug: 'debug', verbose: 'debug', log: 'info', info: 'info', information: 'info', notice: 'info', warn: 'warn', warning: 'warn',
  err: 'error', error: 'error', fatal: 'fatal', critical: 'fatal', crit: 'fatal', panic: 'fatal', emerg: 'fatal', alert: 'fatal',
}

/** The level a log line says of itself: a JSON field, `level=…`, or a word in capitals or brackets; undefined when it says none. */
export const levelOf = (line: string): Level | undefined => {
  const text = line.replace(/\x1b\[[0-9;]*m/g, '')
  const word = /"(?:level|severity|levelname|lvl)"\s*:\s*"?(\w+)"?/i.exec(text)?.[1] ?? /\b(?:level|lvl|severity)=["']?(\w+)/i.exec(text)?.[1]
    ?? /(?:^|[\s[|(])(TRACE|DEBUG|VERBOSE|INFO|LOG|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)(?=[\s\]|):]|$)/.exec(text)?.[1] ?? /\[(debug|info|notice|warn|warning|error|crit|alert|emerg)\]/.exec(text)?.[1]
  return word === undefined ? undefined : /^\d+$/.test(word) ? pino(Number(word)) : names[word.toLowerCase()]
}

/** Numeric levels as bunyan and pino write them. */
const pino = (number: number): Level => levels[Math.max(0, Math.min(4, Math.floor(number / 10) - 2))] ?? 'info'

/** Whether a line matters at a level; one that says no level does, it may be part of a stack trace. */
export const isAtLeast = (line: string, least: Level): boolean => {
  const level = levelOf(line)
  return level === undefined || levels.indexOf(level) >= levels.indexOf(least)
}
