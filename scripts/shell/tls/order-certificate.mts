import { join, resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import { directoryName } from '../../tls/acme-directory.mts'
import type { OrderCertificate } from '../../tls/acme-order.mts'
import type { AcmeAttempt } from '../../tls/acme-record.mts'
import type { Hindered, Verdict } from '../../tls/acme-verdict.mts'
import { readAcmeWords } from '../../tls/acme-words.mts'
import { diskSpace } from '../docker.mts'
import { exits } from '../failure.mts'
import { readText } from '../files.mts'
import type { Done, Means } from '../performers.mts'
import { capture } from '../processes.mts'
import { setAsideHalf } from './acme-lineage.mts'
import { checkReach } from './acme-reach.mts'
import { noteAttempt } from './acme-record.mts'

/** Room that a certificate, its key and the client's log take at most, in bytes. */
const room = 8_000_000

/** Orders a certificate by certbot in a container, and writes down what became of it. */
export const orderCertificate = async (order: OrderCertificate, means: Means): Promise<Done> => {
  if (order.refusal) return { ok: false, ...order.refusal, exit: exits.refused }
  const trouble = await troubleHere(order, means)
  if (trouble) return { ok: false, ...trouble, exit: exits.failed }
  const when = new Date()
  const attempt: AcmeAttempt = { when: when.toISOString(), what: order.what, directory: order.directory, ...order.profile === undefined ? {} : { profile: order.profile }, names: order.names, outcome: 'begun' }
  await noteAttempt(means.folder, order.record, attempt)
  const verdict = await ask(order, when, means)
  const { outcome, ...rest } = verdict
  await noteAttempt(means.folder, order.record, { ...attempt, outcome, ...'message' in rest ? { message: rest.message, ...rest.retryAfter === undefined ? {} : { retryAfter: rest.retryAfter } } : {} })
  return doneOf(verdict, order)
}

/** What on this machine would make the order fail, before anybody is asked. */
const troubleHere = async (order: OrderCertificate, { folder, progress }: Means): Promise<{ readonly message: string; readonly hint: string } | undefined> => {
  // The folder of a first rehearsal is not there yet.
  const space = await diskSpace(resolve(folder, order.folder)) ?? await diskSpace(resolve(folder, order.folder, '..'))
  if (space && space.free < room) return { message: `the disk is full: what ${directoryName(order.directory)} sends could not be saved in ${order.folder}`, hint: 'free some space: `make clean` shows what can go' }
  if (order.ca !== undefined && !(await stat(resolve(folder, order.ca)).catch(() => undefined))?.isFile()) return { message: `${order.ca} is not there, and \`ca:\` names it`, hint: 'put the certificate of the authority behind the directory there, or change `ca:`' }
  await setAsideHalf(order, folder, progress.say)
  return checkReach(order, folder, progress.say)
}

/** Runs the client and reads what it says; its log counts only when this run has written it. */
const ask = async (order: OrderCertificate, began: Date, { folder, progress, signal }: Means): Promise<Verdict> => {
  progress.show(`${directoryName(order.directory)}: ${order.names.join(', ')}`)
  const { code, stdout, stderr } = await capture(order.argv, { cwd: folder, timeout: order.patience, onStderr: (text) => progress.show(text.trimEnd().split('\n').at(-1) ?? '') })
  const logFile = join(order.folder, 'logs/letsencrypt.log')
  const written = await stat(resolve(folder, logFile)).then(({ mtimeMs }) => mtimeMs, () => 0)
  const log = written >= began.getTime() - 1000 ? await readText(resolve(folder, logFile)).catch(() => '') ?? '' : ''
  return readAcmeWords({ code: signal.aborted && code !== 0 ? 130 : code, output: `${stdout}\n${stderr}`, log, logFile, directory: order.directory, now: Date.now() })
}

const codes: Readonly<Partial<Record<Hindered['outcome'], number>>> = { busy: exits.busy }

const doneOf = (verdict: Verdict, { what, names }: OrderCertificate): Done => {
  if (!('message' in verdict)) return { ok: true, message: verdict.outcome === 'kept' ? 'it is early enough, says the authority' : '', data: { outcome: verdict.outcome, names } }
  const { outcome, message, hint } = verdict
  return { ok: false, message: what === 'staging' ? `the rehearsal failed: ${message}` : message, hint, exit: codes[outcome] ?? exits.failed, data: { outcome, names } }
}
