import { resolve } from 'node:path'
import { quoteWords } from '../plan/explain.mts'
import type { Effect, Step } from '../plan/step.mts'
import type { Process } from '../plan/process.mts'
import { failedRun } from './failed-run.mts'
import type { Setting } from './processes.mts'
import type { Progress } from './progress.mts'

/** What performing needs to know about the place and the people. */
export type Means = {
  /** The stack folder: relative paths and commands start here. */
  readonly folder: string
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly verbose: boolean
  readonly canAsk: boolean
  /** Gives the environment free: called before something that lasts until a person ends it. */
  readonly unlock: () => Promise<void>
}

/** What became of an effect. */
export type Done = { readonly ok: boolean; readonly message: string; readonly hint?: string; readonly exit?: number; readonly data?: unknown }

/** One performer for each effect: a missing one does not compile. */
export type Performers = {
  readonly [Do in Effect['do']]: (effect: Extract<Effect, { readonly do: Do }> & Pick<Step, 'quiet'>, means: Means) => Promise<Done>
}

const done = (message = ''): Done => ({ ok: true, message })
const written = (isNew: boolean): Done => done(isNew ? '' : 'was there already')

const run: Performers['run'] = async ({ argv, cwd = '.', input, variables, quiet, budget, optional }, { folder, progress, verbose }) => {
  const began = performance.now()
  const { capture } = await import('./processes.mts')
  const onStderr = (text: string) => verbose ? progress.say(text.trimEnd()) : progress.show(text.trimEnd().split('\n').at(-1) ?? '')
  const { code, stdout, stderr } = await capture(argv, { cwd: resolve(folder, cwd), ...input === undefined ? {} : { input }, ...variables ? { env: variables } : {}, ...(quiet ? {} : { onStderr }) })
  const seconds = (performance.now() - began) / 1000
  if (budget !== undefined && seconds * 1000 > budget) progress.say(`${quoteWords(argv)} took ${seconds.toFixed(1)} s, more than its budget of ${budget / 1000} s`)
  if (code === 0) return done(stdout.trimEnd())
  const failure = failedRun(argv, code, stderr)
  if (!optional) return failure
  progress.say(failure.message)
  return done(failure.message)
}

const inheriting = (terminal: boolean, setting: (folder: string) => Promise<Setting>) => async ({ argv }: { readonly argv: readonly string[] }, { folder, progress, unlock }: Means): Promise<Done> => {
  await unlock()
  progress.clear()
  const [{ inherit }, { withTerminalAway }] = await Promise.all([import('./processes.mts'), import('./interruption.mts')])
  const where = await setting(folder)
  const act = () => inherit(argv, terminal, where)
  const { code, stderr } = terminal ? await withTerminalAway(act) : await act()
  if (code === 127 && stderr) return failedRun(argv, code, stderr)
  // The command has said itself what was wrong; a follower whose reader has gone (141, SIGPIPE) did what it should.
  return { ok: code === 0 || (!terminal && code === 141), message: '', exit: code }
}

const inFolder = async (folder: string): Promise<Setting> => ({ cwd: folder })

const like = (own: Process | undefined) => async (folder: string): Promise<Setting> =>
  own ? { cwd: resolve(folder, own.cwd), env: await (await import('./service-process.mts')).environmentOf(own, folder) } : inFolder(folder)

export const performers: Performers = {
  run,
  write: async ({ path, content, mode }, { folder }) => {
    const { writeAtomically } = await import('./write.mts')
    return written(await writeAtomically(resolve(folder, path), content, mode))
  },
  remove: async ({ path }, { folder }) => {
    const { removePath } = await import('./files.mts')
    return done(await removePath(resolve(folder, path)) ?? '')
  },
  folder: async ({ path, mode, owner }, { folder }) => {
    const { makeFolder } = await import('./files.mts')
    return done(await makeFolder(resolve(folder, path), mode, owner) ?? '')
  },
  secret: async (effect, { folder }) => written(await (await import('./secrets.mts')).generateSecret(effect, folder)),
  ask: async (effect, { folder, canAsk, progress }) => {
    progress.clear()
    return written(await (await import('./secrets.mts')).askSecret(effect, folder, canAsk))
  },
  'compose-secret': async (effect, { folder }) => written(await (await import('./secrets.mts')).composeSecret(effect, folder)),
  wait: async (effect, { progress, signal }) => (await import('./wait.mts')).waitFor(effect, { say: progress.say, show: progress.show, signal }),
  'fill-folder': async (effect, { folder }) => (await import('./fill-folder.mts')).fillFolder(effect, folder),
  copy: async ({ from, to, owner }, { folder }) => (await import('./fill-folder.mts')).copyFor(resolve(folder, from), resolve(folder, to), owner).then(() => done()),
  'read-logs': async ({ follow, folder: logs, ...query }, { folder, progress, signal, unlock }) => {
    await unlock()
    progress.clear()
    const [{ readLogs, followLogs }, { readTerminal }] = await Promise.all([import('./log-files.mts'), import('./terminal.mts')])
    await (follow ? followLogs : readLogs)({ ...query, folder: resolve(folder, logs), signal, screen: { stream: process.stdout, isTerminal: process.stdout.isTTY, colours: readTerminal(process.env).colours } })
    return done()
  },
  'sign-pair': async (effect, { folder }) => (await import('./tls/sign-pair.mts')).signPair(effect, folder),
  'serve-pair': async (effect, { folder }) => (await import('./tls/serve-pair.mts')).servePair(effect, folder),
  'compare-served': async (effect, { folder }) => (await import('./tls/compare-served.mts')).compareServed(effect, folder),
  'order-certificate': async (effect, means) => (await import('./tls/order-certificate.mts')).orderCertificate(effect, means),
  'end-processes': async ({ processes }) => (await import('./native-state.mts')).endProcesses(processes).then(() => done()),
  supervise: async (effect, means) => (await import('./supervise.mts')).superviseProcesses(effect, means),
  answer: async (effect, { signal }) => (await import('./probe-routes.mts')).untilAnswered(effect, signal).then(() => done()),
  follow: async (effect, means) => {
    if (effect.announce) means.progress.say(effect.announce)
    return effect.level === undefined ? inheriting(false, inFolder)(effect, means) : (await import('./filtered.mts')).followFiltered(effect.argv, effect.level, means)
  },
  'hand-over': (effect, means) => inheriting(true, like(effect.like))(effect, means),
  'ask-run': async (effect, means) => (await import('./native-request.mts')).askRun(effect, means),
  detach: async (effect, means) => (await import('./detach.mts')).detachRun(effect, means),
  build: async (effect, means) => (await import('./build/perform.mts')).performBuild(effect, means),
  restore: async (effect, means) => (await import('./restore/perform.mts')).performRestore(effect, means),
  backup: async (effect, means) => (await import('./backup/perform.mts')).performBackup(effect, means),
  wheels: async (effect, means) => (await import('./wheels/perform.mts')).performWheels(effect, means),
  alpine: async (effect, means) => (await import('./alpine/perform.mts')).performAlpine(effect, means),
  'end-run': async (effect, { folder }) => (await import('./native-request.mts')).endRun(effect, folder),
}
