import { makeAuthority, makeLeaf, type MadePair } from '../../../scripts/shell/tls/make-certificate.mts'

const day = 86_400_000

/** An authority of the test's own, and pairs that it signs. */
export const makeTrust = async (): Promise<{ readonly ca: string; readonly sign: (names: readonly string[], addresses?: readonly string[]) => Promise<MadePair> }> => {
  const life = { from: Date.now() - day, to: Date.now() + day }
  const authority = await makeAuthority({ subject: 'the authority of a test', ...life })
  return { ca: authority.certificate, sign: (names, addresses = []) => makeLeaf({ subject: names[0] ?? 'a server', names, addresses, ...life }, authority) }
}
