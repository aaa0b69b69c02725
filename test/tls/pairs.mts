import { X509Certificate } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Effect } from '../../scripts/plan/step.mts'
import { isFailure } from '../../scripts/shell/failure.mts'
import type { Done } from '../../scripts/shell/performers.mts'
import { keyStateOf } from '../../scripts/shell/tls/read-certificate.mts'
import { servePair } from '../../scripts/shell/tls/serve-pair.mts'
import { withTemp } from '../support/temp.mts'
import { authority, leaf, place } from './made.mts'

export const root = await authority()
export const made = { a: await leaf('a.test', root), b: await leaf('b.test', root), c: await leaf('c.test', root) }
type Name = keyof typeof made
export const idOf = (name: Name) => new X509Certificate(made[name].certificate).fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)
const names = new Map((['a', 'b', 'c'] as const).map((name) => [idOf(name), name]))

/** A folder with three pairs. */
export const withPairs = (act: (folder: string) => Promise<void>) => withTemp(async (folder) => {
  for (const [name, pair] of Object.entries(made)) await place(folder, name, pair)
  await act(folder)
})
export const serve = async (folder: string, name: string, more: Partial<Extract<Effect, { do: 'serve-pair' }>> = {}): Promise<Done> => {
  try {
    return await servePair({ do: 'serve-pair', certificate: `${name}/fullchain.pem`, key: `${name}/privkey.pem`, to: 'served', ...more }, folder)
  } catch (error) {
    if (isFailure(error)) return { ok: false, message: error.message, hint: error.hint, exit: error.exit }
    throw error
  }
}
export const sh = (script: string) => ['sh', '-c', script]
export const modeOf = async (path: string) => ((await lstat(path)).mode & 0o777).toString(8)

/** The name of the pair that is current, when it is whole; and the others that are kept. */
export const state = async (folder: string) => {
  const served = join(folder, 'served')
  const id = await readlink(join(served, 'current'))
  const [certificate = '', key = ''] = await Promise.all(['fullchain.pem', 'privkey.pem'].map((file) => readFile(join(served, 'current', file), 'utf8')))
  assert.is(keyStateOf(key, new X509Certificate(certificate)), 'right')
  const kept = (await readdir(served)).filter((name) => name !== 'current' && name !== id).map((name) => names.get(name) ?? name)
  return { current: names.get(id), kept }
}
