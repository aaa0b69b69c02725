import { ofEach } from './each-certificate.mts'
import { fault, ok, open, type Check } from './line.mts'

const ask = 'ssl-setup makes keys of ECDSA P-256'

const key = ofEach({ id: 'key', title: 'key', cap: 'B', wayOut: `a key of ECDSA P-256, or RSA with 2048 bits or more (${ask})` }, ({ leaf: { key: { kind, bits, exponent } } }) => {
  if (exponent === 1n) return fault('RSA with the exponent 1', { cap: 'F' })
  const least = { RSA: 2048, EC: 256, EdDSA: 256 }[kind]
  if (least === undefined) return fault(`${kind}, which is no key for today`)
  return bits >= least ? ok(`${kind}, ${bits} bits`) : fault(`${kind} with ${bits} bits`, { cap: bits < (kind === 'RSA' ? 1024 : 123) ? 'F' : 'B' })
})

const signature = ofEach({ id: 'signature', title: 'signed over', cap: 'T', wayOut: 'a certificate that is signed over SHA-256' }, ({ chain }) => {
  const bad = chain.filter(({ isSelfIssued }, index) => index === 0 || !isSelfIssued).find(({ digest }) => digest !== 'sound')
  return bad ? fault(`${bad.digest} (${bad.title})`, { cap: bad.digest === 'SHA-1' ? 'T' : 'F' }) : ok('a sound digest')
})

const purpose = ofEach({ id: 'purpose', title: 'made for servers', wayOut: 'a certificate with the purpose serverAuth' }, ({ leaf: { isForServers } }) =>
  isForServers ? ok('serverAuth') : fault(isForServers === undefined ? 'it names no purpose' : 'serverAuth is not among its purposes'))

const revocation = ofEach({ id: 'revocation', title: 'not revoked', wayOut: 'ask its authority' }, () => open('its authority was not asked'))

/** What keys and signatures have to be. */
export const keyChecks: readonly Check[] = [key, signature, purpose, revocation]

const file: Check = {
  id: 'served-file', title: 'the file is served', wayOut: '',
  judge: ({ file: seen, served, expected }) => {
    if (!seen) return undefined
    const wayOut = `\`make ssl-setup ENV=${expected?.environment ?? 'NAME'}\` puts it there and has nginx read it`
    if (seen.problem !== undefined) return open(seen.problem)
    if (seen.fingerprint === undefined) return fault(`there is no ${seen.certificate}`, { wayOut })
    return served.some(({ leaf }) => leaf.fingerprint === seen.fingerprint) ? ok(seen.certificate) : fault(`${seen.certificate} is another certificate`, { wayOut })
  },
}

const keyFile: Check = {
  id: 'key-file', title: 'the key is private', wayOut: '',
  judge: ({ file: seen }) => {
    if (!seen || seen.problem !== undefined) return undefined
    if (seen.keyMode === undefined) return fault(`there is no ${seen.key}`, { wayOut: '`make ssl-setup`' })
    const mode = (seen.keyMode & 0o777).toString(8).padStart(4, '0')
    return (seen.keyMode & 0o077) === 0 ? ok(`mode ${mode}`) : fault(`${seen.key} has mode ${mode}`, { wayOut: `chmod 0400 ${seen.key}, then a new pair: others could read it` })
  },
}

/** What stands on disk. */
export const fileChecks: readonly Check[] = [file, keyFile]
