import { atEnvironment, type Check, type Draft } from '../draft.mts'
import type { Problem } from '../problem.mts'
import { warning } from '../source.mts'
import { longTls, tlsOf, type TlsInput } from '../tls.mts'

/** Keys that only one source of certificates has. */
const keysOf: Readonly<Record<'letsencrypt' | 'files', readonly (keyof TlsInput)[]>> = { letsencrypt: ['email', 'directory', 'staging', 'ca', 'profile', 'image'], files: ['certificate', 'key'] }

/** A certificate has names that can be had, and no key is written in vain. */
export const tls: Check = (draft) => {
  const input = longTls(draft)
  if (!input) return draft.settings.https === undefined ? [] : [warning(atEnvironment(draft, 'no-effect-yet', ['https'], { message: 'without `tls:` nothing is served over HTTPS', hint: 'add `tls:`, or remove `https:`' }, 'key'))]
  const foreign = Object.entries(keysOf).flatMap(([from, keys]) => from === input.from ? [] : keys.filter((key) => input[key] !== undefined))
  return [
    ...foreign.map((key) => atEnvironment(draft, 'tls-key', ['tls', key], { value: key, other: input.from }, 'key')),
    ...input.from === 'files' ? keysOf.files.filter((key) => input[key] === undefined).slice(0, 1).map((key) => atEnvironment(draft, 'tls-files', ['tls'], { value: key })) : [],
    ...namesProblems(draft, input),
  ]
}

const namesProblems = (draft: Draft, { from }: TlsInput): readonly Problem[] => {
  const names = tlsOf(draft).tls?.names ?? []
  const wildcard = names.find((name) => name.startsWith('*.'))
  if (names.length === 0) return [atEnvironment(draft, 'tls-names', ['tls'], { value: draft.environment }, 'key')]
  return from === 'letsencrypt' && wildcard !== undefined ? [atEnvironment(draft, 'tls-wildcard', ['tls'], { value: wildcard })] : []
}
