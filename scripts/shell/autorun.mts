import { resolve } from 'node:path'
import { answerError, toJson, trouble, troubleText, unanswered, type Answer } from './answer.mts'
import { afterScript } from './arguments.mts'
import { isStarted } from './call.mts'
import type { AnyCommand, LoadStack } from './command.mts'
import { conduct } from './conduct.mts'
import { exits } from './failure.mts'
import { exitOf, listenForSignals, type Interruption } from './interruption.mts'
import { createProgress } from './progress.mts'
import { meansOf, newSession, type Given, type Session } from './session.mts'
import { readTerminal, type Terminal } from './terminal.mts'
import { hinted } from './wording.mts'

const loadLazily: LoadStack = async (input) => (await import('./load-stack.mts')).loadStack(input)

/** Writes all of a text; a reader who has gone away is no failure, a full disk is. */
const write = (stream: NodeJS.WriteStream, text: string): Promise<boolean> =>
  new Promise((done) => {
    stream.once('error', (error: NodeJS.ErrnoException) => done(error.code === 'EPIPE'))
    stream.write(text, (error) => done(!error || (error as NodeJS.ErrnoException).code === 'EPIPE'))
  })

/** Prints an answer: the result on stdout, what is wrong on stderr; returns the exit code. */
const print = async (command: AnyCommand, session: Session, answer: Answer, terminal: Terminal): Promise<number> => {
  const troubles = [...session.warnings, ...answer.troubles].map((each) => ({ ...each, message: hinted(each.message), hint: hinted(each.hint) }))
  if (troubles.length > 0) {
    const { createColors } = (await import('picocolors')).default
    await write(process.stderr, troubles.map((each) => `${troubleText(each, createColors(terminal.coloursOnStderr))}\n`).join(''))
  }
  const ending = answer.text === '' || answer.text.endsWith('\n') ? '' : '\n'
  // What would run or change is shown as it is.
  const isExact = session.context?.common.dryRun === true || answer.exit === exits.wouldChange
  const text = session.json ? toJson(command.name, session.envs, { ...answer, troubles }) : (isExact ? answer.text : hinted(answer.text)) + ending
  if (text === '' || await write(process.stdout, text)) return answer.exit
  await write(process.stderr, 'the result could not be written to stdout\n')
  return answer.exit || exits.failed
}

/** After a signal, when the children have ended: what the command still wants to be done. */
const leave = async (command: AnyCommand, session: Session, given: Given, interruption: Interruption): Promise<Answer> => {
  const signal = await interruption.interrupted
  given.progress.clear()
  const exit = exitOf[signal]
  const { context, observed, hasActed } = session
  const steps = context && hasActed ? command.whenInterrupted?.(context, observed) ?? [] : []
  if (steps.length === 0) return unanswered(exit, session.json ? [trouble('interrupted', `ended by ${signal}`)] : [])
  const [{ apply }, { troublesOf }] = await Promise.all([import('./apply.mts'), import('./failed-steps.mts')])
  const outcomes = await apply(steps, meansOf(session, { ...given, signal: new AbortController().signal }))
  return unanswered(exit, [trouble('interrupted', `ended by ${signal}`), ...troublesOf(outcomes)])
}

/** Runs a command when its file is the script that was started; does nothing when the file is imported. */
export const autorun = async (meta: ImportMeta, command: AnyCommand, loadStack: LoadStack = loadLazily): Promise<void> => {
  if (!isStarted(meta)) return
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const terminal = readTerminal(process.env)
  const interruption = listenForSignals()
  const session = newSession()
  const given: Given = {
    typed: { argv: afterScript(process.argv), gantryArgs: process.env['GANTRY_ARGS'], env: process.env['ENV'] },
    images: process.env['GANTRY_IMAGES'] ? resolve(process.env['GANTRY_IMAGES']) : undefined,
    terminal, progress: createProgress(terminal), signal: interruption.signal, now: new Date(), loadStack,
  }
  const work = conduct(command, given, session).catch((error: unknown) => answerError(error, session.verbose))
  const answer = await Promise.race([work, interruption.interrupted.then(() => undefined)])
  given.progress.clear()
  if (answer && !interruption.signal.aborted) {
    process.exitCode = await print(command, session, answer, terminal)
    await meansOf(session, given).unlock()
    return interruption.end()
  }
  // What was interrupted may still hold the event loop; everything is written, so it is safe to go.
  process.exit(await print(command, session, await leave(command, session, given, interruption), terminal))
}
