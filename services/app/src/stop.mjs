const DEADLINE = 4800

/** Runs `stop` at TERM or INT and exits 0; 1 if it takes longer than docker's patience would allow. */
export const onStop = (log, stop) => {
  const end = async (signal) => {
    log.info('stopping', { signal })
    setTimeout(() => {
      log.error('did not stop in time')
      process.exit(1)
    }, DEADLINE)
    await stop()
    log.info('stopped')
    process.exit(0)
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}
