import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Effect } from '../../plan/step.mts'
import { pairId } from '../../tls/certificate.mts'
import { pairFiles } from '../../tls/places.mts'
import { failedRun } from '../failed-run.mts'
import { exits, isFailure } from '../failure.mts'
import { failAt } from '../files.mts'
import { takeLock } from '../lock.mts'
import type { Done } from '../performers.mts'
import { capture } from '../processes.mts'
import { removeFolder } from './folders.mts'
import { fingerprintOf, keyStateOf, parseCertificates, pemCertificates } from './read-certificate.mts'
import { currentPair, goBack, makeCurrent, prunePairs, stagePair } from './served-folder.mts'

type ServePair = Extract<Effect, { do: 'serve-pair' }>
type Loaded = { readonly id: string; readonly chain: string; readonly key: string }

/** Puts a pair into use, or leaves the one that is; a container's throw-away commands take seconds, not minutes. */
export const servePair = async (effect: ServePair, folder: string): Promise<Done> => {
  const loaded = await load(effect, folder)
  if ('ok' in loaded) return loaded
  const place = resolve(folder, effect.to)
  const lock = await takeLock(`${place}.lock`, 'serve-pair')
  try {
    return await put(effect, place, loaded, folder)
  } catch (error) {
    await removeFolder(join(place, 'new')).catch(() => {})
    if (isFailure(error)) throw error
    return failAt('serve', resolve(folder, effect.certificate), error)
  } finally {
    await lock.release()
  }
}

/** Both files as they are to be served: of the first only its certificates, whatever else stands in it. */
const load = async (effect: ServePair, folder: string): Promise<Loaded | Done> => {
  const [certificate, key] = await Promise.all([effect.certificate, effect.key].map((path) => readFile(resolve(folder, path), 'utf8').catch((error: unknown) => failAt('read', resolve(folder, path), error))))
  const [own] = parseCertificates(certificate ?? '') ?? []
  if (!own || key === undefined) return { ok: false, message: `${effect.certificate} has no certificate in it`, exit: exits.mistake }
  if (keyStateOf(key, own) !== 'right') return { ok: false, message: `${effect.key} is not the key of ${effect.certificate}`, hint: 'give the two files that were made together', exit: exits.mistake }
  return { id: pairId({ fingerprint: fingerprintOf(own) }), chain: `${pemCertificates(certificate ?? '').join('\n')}\n`, key }
}

const put = async ({ to, hand, test }: ServePair, place: string, { id, chain, key }: Loaded, folder: string): Promise<Done> => {
  const previous = await currentPair(place)
  const before = previous === undefined ? '' : await readFile(join(place, previous, pairFiles.certificate), 'utf8')
  await stagePair(place, chain, key)
  const handed = hand ? await judge(hand, folder) : undefined
  if (handed) {
    await removeFolder(join(place, 'new'))
    return handed
  }
  await makeCurrent(place, id, previous)
  const refused = test ? await judge(test, folder) : undefined
  if (refused) {
    await goBack(place, id, previous, before)
    return { ...refused, message: `it was refused${previous === undefined ? '' : ', and the one before it is current again'}: ${refused.message}`, ...wayOut(refused, basename(dirname(to))) }
  }
  await prunePairs(place, id, previous)
  return { ok: true, message: '', data: { id, previous } }
}

/** A command that has to agree: what it said when it did not. */
const judge = async (argv: readonly string[], folder: string): Promise<Done | undefined> => {
  const { code, stdout, stderr } = await capture(argv, { cwd: folder, timeout: 60_000 })
  return code === 0 ? undefined : failedRun(argv, code, stderr || stdout)
}

/** A container that started before its folder was removed and made anew still looks into the old one. */
const wayOut = ({ message }: Done, environment: string): { readonly hint?: string } => /cannot load certificate.*No such file/s.test(message)
  ? { hint: `its container still holds a folder that was removed: \`make restart${environment === 'dev' ? '' : ` ENV=${environment}`} ARGS=proxy\` gives it the new one` } : {}
