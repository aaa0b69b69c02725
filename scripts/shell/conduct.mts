import { resolve } from 'node:path'
import { decideRound } from '../plan/rounds.mts'
import type { Outcome, Step } from '../plan/step.mts'
import type { Problem } from '../stack/problem.mts'
import { exitOfOutcomes, trouble, unanswered, type Answer, type Trouble } from './answer.mts'
import { parseArguments, type Arguments } from './arguments.mts'
import type { AnyCommand, LoadedStack, Observing } from './command.mts'
import { createContext, unknownServices } from './context.mts'
import { exits } from './failure.mts'
import { findStackFolder } from './stack-folder.mts'
import { lockEnvironments, meansOf, type Given, type Session } from './session.mts'

const applyOnce = async (steps: readonly Step[], session: Session, given: Given): Promise<readonly Outcome[]> => {
  const { progress, terminal, signal } = given
  if (steps.some(({ danger }) => danger)) {
    const { askLine, confirmDangers } = await import('./ask.mts')
    const common = session.context?.common
    await confirmDangers(steps, {
      envs: session.envs, yes: common?.yes ?? false, confirm: common?.confirm, canAsk: terminal.canAsk, progress,
      question: (text) => askLine(text, signal),
    })
  }
  const { apply } = await import('./apply.mts')
  session.hasActed = true
  return apply(steps, meansOf(session, given))
}

// Most runs end without a word about a step.
const explaining = () => import('../plan/explain.mts')

const dryRun = async (steps: readonly Step[], later: string | undefined): Promise<Answer> => {
  const { explainStep } = await explaining()
  const text = steps.length === 0 ? 'nothing to do' : [...steps.map(explainStep), ...(later === undefined ? [] : [`then: ${later}`])].join('\n')
  const told = steps.map((step) => ({ id: step.id, after: step.after, do: step.do, why: step.why, danger: step.danger ?? null, text: explainStep(step) }))
  return { exit: exits.done, text, result: { steps: told }, troubles: [] }
}

const stillToDo = async (limit: number, steps: readonly Step[]): Promise<Trouble> => {
  const { explainStep } = await explaining()
  return trouble('failed', `there is still something to do after ${limit} rounds: ${steps.map(explainStep).join('; ')}`, 'run it again, with --verbose to see more')
}

/** What of the steps could not be done, if anything. */
const failed = async (outcomes: readonly Outcome[]): Promise<readonly Trouble[]> =>
  outcomes.some(({ state }) => state === 'failed') ? (await import('./failed-steps.mts')).troublesOf(outcomes) : []

const runRounds = async (command: AnyCommand, observing: Observing, session: Session, given: Given): Promise<Answer> => {
  const look = async () => {
    session.observed = await command.observe(observing)
    return command.plan(observing, session.observed)
  }
  const limit = command.rounds ?? 1
  if (command.locks === 'first' && !observing.common.dryRun) await lockEnvironments(command, undefined, session)
  let steps = await look()
  if (observing.common.dryRun) return dryRun(steps, command.later?.(observing, session.observed) as string | undefined)
  // What was seen before the lock was held may have changed since.
  if (await lockEnvironments(command, steps, session)) steps = await look()
  let last: readonly Outcome[] = []
  const all: Outcome[] = []
  let verdict = decideRound({ applied: 0, limit, outcomes: last, steps })
  for (let applied = 1; verdict === 'apply' && !given.signal.aborted; applied++) {
    last = await applyOnce(steps, session, given)
    all.push(...last)
    if (limit > 1 && last.every(({ state }) => state === 'done')) steps = await look()
    if (applied < limit && await lockEnvironments(command, steps, session)) steps = await look()
    verdict = decideRound({ applied, limit, outcomes: last, steps })
  }
  const { text, result, exit } = command.report(observing, session.observed, all)
  const stuck = verdict === 'stuck' ? [await stillToDo(limit, steps)] : []
  return { exit: exit ?? (stuck.length > 0 ? exits.failed : exitOfOutcomes(all)), text, result, troubles: [...await failed(all), ...stuck] }
}

/** Warnings that say what has no effect are for those who look at the file: elsewhere one line stands for them. */
const briefly = (warnings: readonly Problem[], isAll: boolean): readonly Trouble[] => {
  const quiet = warnings.filter(({ code }) => code === 'no-effect-yet' || code === 'not-portable')
  if (isAll || quiet.length === 0) return warnings
  const line = trouble('no-effect-yet', `${quiet.length} ${quiet.length === 1 ? 'key has' : 'keys have'} no effect here`, '`make render` shows them')
  return [...warnings.filter((warning) => !quiet.includes(warning)), { ...line, severity: 'warning' }]
}

/** Reads the stack when it is asked for, and only once. */
const loaderOf = (command: AnyCommand, args: Arguments, given: Given): Observing['load'] => {
  const env = args.env ?? command.defaultEnvironment ?? 'dev'
  const mapFromOutside = command.usesImageMap === 'asked' ? undefined : given.images
  let loading: Promise<LoadedStack> | undefined
  return () => loading ??= given.loadStack({
    folder: resolve(args.stack), env: env === 'all' ? undefined : env, images: args.images === undefined ? mapFromOutside : resolve(args.images),
  })
}

/** Takes a command from its arguments to its answer; `session` says how far it has come. */
export const conduct = async (command: AnyCommand, given: Given, session: Session): Promise<Answer> => {
  const parsed = parseArguments(command, given.typed)
  const args = parsed.stack === '.' ? { ...parsed, stack: findStackFolder('.') } : parsed
  session.json = args.common.json
  session.verbose = args.common.verbose
  if (args.help) {
    const { usage } = await import('./usage.mts')
    return { exit: exits.done, text: usage(command), result: { help: usage(command) }, troubles: [] }
  }
  if (args.problems.length > 0) return unanswered(exits.mistake, args.problems)
  const load = loaderOf(command, args, given)
  const stack = command.needsStack === false ? { environments: [], problems: [] } : await load()
  session.warnings = briefly(stack.problems.filter(({ severity }) => severity === 'warning'), command.explains === true || args.common.json || args.common.verbose)
  const errors = stack.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return unanswered(exits.mistake, errors)
  const context = createContext(command, args, given, stack, load)
  session.context = context
  session.envs = context.envs
  const strangers = command.positionals === 'services' && command.needsStack !== false ? unknownServices(context) : []
  if (strangers.length > 0) return unanswered(exits.mistake, strangers)
  return runRounds(command, context, session, given)
}
