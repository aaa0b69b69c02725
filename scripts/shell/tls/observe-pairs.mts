import { X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, rootCertificates } from 'node:tls'
import type { Environment, Tls } from '../../stack/environment.mts'
import { lineageOf } from '../../tls/acme.mts'
import { ownFiles } from '../../tls/choice.mts'
import type { Pair } from '../../tls/pair.mts'
import { proxyOf } from '../../tls/pair-steps.mts'
import { acmeFolder, filesIn, servedFolder, tlsFolder } from '../../tls/places.mts'
import type { PairsSeen } from '../../tls/seen.mts'
import { authorityFolder, readAuthority } from './authority.mts'
import { readPair } from './read-pair.mts'

/** `now`: what counts as the present; `judge`: say of each chain whether it ends at an authority this machine knows, which takes a moment. */
export type Look = { readonly now?: number; readonly judge?: boolean }

/** Reads every pair of an environment; nothing for one without `tls:`. */
export const observePairs = async (folder: string, environment: Environment, { now = Date.now(), judge = false }: Look = {}): Promise<PairsSeen | undefined> => {
  const { tls, name } = environment
  if (!tls) return undefined
  const anchors = await anchorsOf(tls, judge)
  const owner = Number((proxyOf(environment)?.user ?? '').split(':')[0]) || undefined
  const read = (files: Pair['files'] | undefined, by?: number): Promise<Pair | undefined> =>
    files ? readPair(folder, files, { ...anchors ? { anchors } : {}, ...by === undefined ? {} : { owner: by } }) : Promise.resolve(undefined)
  const [own, served, live, given, mode] = await Promise.all([
    read(ownFiles(name)), read(filesIn(`${servedFolder(name)}/current`), owner),
    read(tls.from === 'letsencrypt' ? filesIn(`${acmeFolder(name)}/live/${lineageOf(environment)}`) : undefined), read(tls.files),
    stat(join(folder, tlsFolder(name))).then(({ mode }) => mode & 0o777, () => undefined),
  ])
  return { now, own, served, live, given, isPrivate: mode === 0o700 }
}

/** Authorities that count as known: with `selfsigned` this user's own and no other; who names an ACME server's authority has a circle of their own. */
const anchorsOf = async ({ from, acme }: Tls, judge: boolean): Promise<readonly X509Certificate[] | undefined> => {
  if (from !== 'selfsigned') return judge && acme?.ca === undefined ? knownAuthorities() : undefined
  const own = await readAuthority(authorityFolder())
  return own ? [own] : []
}

/** What Node brings along, what NODE_EXTRA_CA_CERTS adds, and what this system trusts. */
const knownAuthorities = (): readonly X509Certificate[] => {
  const texts = typeof getCACertificates === 'function' ? [...getCACertificates('default'), ...getCACertificates('system')] : rootCertificates
  return [...new Set(texts)].flatMap((text) => {
    try { return [new X509Certificate(text)] } catch { return [] }
  })
}
