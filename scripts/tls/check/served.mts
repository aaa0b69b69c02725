import type { Handshakes } from './handshakes.mts'
import type { Served, Visit } from './observed.mts'
import { readSent } from './sent-certificate.mts'

/** The certificates that were sent in the open, and what full handshakes say of each; those that only a full one shows come after them. */
export const servedOf = ({ replies }: Pick<Handshakes, 'replies'>, visits: readonly Visit[]): readonly Served[] => {
  const sent = [replies.ecdsaChain, replies.rsaChain].flatMap((all) => all?.[0]?.kind === 'hello' ? [all[0].chain.flatMap((der) => readSent(der) ?? [])] : [])
  const trustOf = (fingerprint: string) => visits.find(({ chain }) => chain[0]?.fingerprint === fingerprint)?.trust
  const all: readonly Served[] = [
    ...sent.flatMap((chain) => chain[0] ? [withTrust({ leaf: chain[0], chain, isAsSent: true }, trustOf(chain[0].fingerprint))] : []),
    ...visits.flatMap(({ chain, trust }) => chain[0] ? [{ leaf: chain[0], chain, isAsSent: false, trust }] : []),
  ]
  return all.filter(({ leaf }, index) => all.findIndex((other) => other.leaf.fingerprint === leaf.fingerprint) === index)
}

const withTrust = (served: Served, trust: Served['trust']): Served => trust ? { ...served, trust } : served
