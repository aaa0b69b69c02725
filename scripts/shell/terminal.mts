import { isatty } from 'node:tty'

/** What the three standard streams can do; read once, passed on as a value. */
export type Terminal = {
  /** A person can be asked: keyboard and screen are there. */
  readonly canAsk: boolean
  /** The result may carry colours. */
  readonly colours: boolean
  /** stderr is a screen that can be redrawn. */
  readonly canRedraw: boolean
  readonly coloursOnStderr: boolean
}

/** Reads it from the streams and from NO_COLOR, FORCE_COLOR and TERM. */
export const readTerminal = (env: NodeJS.ProcessEnv): Terminal => {
  const plain = env['NO_COLOR'] || env['TERM'] === 'dumb'
  const forced = !plain && env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0'
  const errors = isatty(2)
  return {
    canAsk: isatty(0) && errors,
    colours: Boolean(forced || (isatty(1) && !plain)),
    // A terminal of no columns (script, ssh -tt, some CI) sends a spinner into an endless loop.
    canRedraw: errors && env['TERM'] !== 'dumb' && !env['CI'] && (process.stderr.columns ?? 0) > 0,
    coloursOnStderr: Boolean(forced || (errors && !plain)),
  }
}
