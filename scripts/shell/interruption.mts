import { isatty } from 'node:tty'

/** What a script exits with when a signal ends it. */
export const exitOf = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
export type Interrupt = keyof typeof exitOf

/** `npx` passes on the Ctrl-C that the terminal has already sent to us: two in this time (ms) are one. */
const sameKeyPress = 500

/** The one handler of signals: `signal` aborts at once, `interrupted` resolves when every child has ended. */
export type Interruption = { readonly signal: AbortSignal; readonly interrupted: Promise<Interrupt>; readonly end: () => void }

// A script that starts no child should not load what starts them.
const children = () => import('./children.mts')

let terminalIsAway = false

/** Ctrl-C belongs to the command that has the terminal for as long as `action` runs. */
export const withTerminalAway = async <T,>(action: () => Promise<T>): Promise<T> => {
  terminalIsAway = isatty(0)
  try {
    return await action()
  } finally {
    terminalIsAway = false
  }
}

/** Listens for INT, TERM and HUP; the first ends every child with some grace, the next one kills and leaves at once. */
export const listenForSignals = (): Interruption => {
  const controller = new AbortController()
  const { promise, resolve } = Promise.withResolvers<Interrupt>()
  let first = 0
  const onSignal = (signal: NodeJS.Signals) => {
    if (signal === 'SIGINT' && terminalIsAway) return
    if (first === 0) {
      first = performance.now()
      controller.abort()
      void children().then(({ endChildren }) => endChildren()).then(() => resolve(signal as Interrupt))
    } else if (performance.now() - first > sameKeyPress) {
      void children().then(({ killChildren }) => {
        killChildren()
        process.exit(exitOf[signal as Interrupt])
      })
    }
  }
  const names = Object.keys(exitOf) as Interrupt[]
  for (const name of names) process.on(name, onSignal)
  return { signal: controller.signal, interrupted: promise, end: () => names.forEach((name) => process.off(name, onSignal)) }
}
