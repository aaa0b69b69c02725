const LEVELS = ['debug', 'info', 'warn', 'error']

/** Whether there is a log level of that name. */
export const isLevel = (name) => LEVELS.includes(name)

/** A logger that writes one JSON object a line to stdout, from the given level up. */
export const createLog = (level) => {
  const write = (name) => (message, fields = {}) => {
    if (LEVELS.indexOf(name) < LEVELS.indexOf(level)) return
    const time = new Date().toISOString()
    process.stdout.write(`${JSON.stringify({ time, level: name, message, ...fields })}\n`)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
