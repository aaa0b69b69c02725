import { createInterface } from 'node:readline/promises'
import { explain } from '../plan/explain.mts'
import type { Step } from '../plan/step.mts'
import { fail, refusal } from './failure.mts'
import type { Progress } from './progress.mts'

/** What decides whether dangerous steps may be done. */
export type Asking = {
  readonly envs: readonly string[]
  readonly yes: boolean
  readonly confirm: string | undefined
  readonly canAsk: boolean
  readonly progress: Progress
  /** Puts a question to a person and returns the line that was typed. */
  readonly question: (text: string) => Promise<string>
}

/** Environments in which a yes is not enough. */
const isProduction = (env: string): boolean => env === 'prod' || env === 'production'

const refuse = (hint: string): never => fail(refusal('this can lose data or interrupt service, and nobody has confirmed it', hint))

/** Asks before steps that can lose data or interrupt service: shows the plan, wants a yes, in prod the environment's name. */
export const confirmDangers = async (steps: readonly Step[], { envs, yes, confirm, canAsk, progress, question }: Asking): Promise<void> => {
  if (!steps.some(({ danger }) => danger)) return
  const strict = envs.filter(isProduction)
  if (confirm !== undefined && !envs.includes(confirm)) refuse(`--confirm ${confirm} names another environment than ${envs.join(', ') || 'this'}`)
  if (strict.length > 0 ? strict.every((env) => env === confirm) : yes || confirm !== undefined) return
  progress.clear()
  progress.say(explain(steps))
  const [env] = strict
  const way = env ? `--confirm ${env}` : '--yes'
  if (!canAsk) refuse(`look at the plan, then give ${way}`)
  const answer = (await question(env ? `type ${env} to go on: ` : 'go on? [y/N] ')).trim()
  if (env ? answer !== env : !/^y(es)?$/i.test(answer)) refuse(`nothing was done; ${way} answers in advance`)
}

/** Puts a question on stderr and reads one line; the end of input is an empty answer. */
export const askLine = async (text: string, signal: AbortSignal): Promise<string> => {
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  // readline takes the key for itself; it belongs to the one handler of signals.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
  return Promise.race([reader.question(text, { signal }), closed]).finally(() => reader.close())
}

/** Reads a line without showing it. */
export const askHidden = (text: string): Promise<string> => new Promise((resolve) => {
  const { stdin, stderr } = process
  let typed = ''
  const restore = () => {
    stdin.off('data', onData).setRawMode(false).pause()
    stderr.write('\n')
  }
  const onData = (chunk: string) => {
    for (const key of chunk) {
      if (key === '\x03') {
        restore()
        process.kill(process.pid, 'SIGINT')
        // The handler of the signal ends everything first; half a secret is none.
        setTimeout(resolve, 1000, '')
        return
      }
      if (key === '\r' || key === '\n' || key === '\x04') {
        restore()
        return resolve(typed)
      }
      typed = key === '\x7f' || key === '\b' ? [...typed].slice(0, -1).join('') : typed + key
    }
  }
  // Raw before the question: who answers at once must not see the answer echoed.
  stdin.setEncoding('utf8').setRawMode(true).resume().on('data', onData)
  stderr.write(text)
})
