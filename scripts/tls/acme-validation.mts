import { briefly } from './certificate.mts'
import type { Hindered } from './acme-verdict.mts'

/** Why an authority did not find its answer under a name, in its own words. */
export type Validation = { readonly name: string; readonly type: string; readonly detail: string }

/** What certbot reports of names that could not be confirmed. */
export const readValidations = (output: string): readonly Validation[] =>
  [...output.matchAll(/^\s*(?:Identifier|Domain):\s*(\S+)\s*\n\s*Type:\s*(\S+)\s*\n\s*Detail:\s*([^\n]*(?:\n(?!\s*\n|\s*(?:Identifier|Domain|Hint):)[^\n]+)*)/gm)]
    .map(([, name = '', type = '', detail = '']) => ({ name, type, detail: detail.replace(/\s+/g, ' ').trim() }))

type Reason = { readonly sees: RegExp; readonly of?: RegExp; readonly says: (names: string, found: RegExpExecArray) => string; readonly hint: string }

const here = 'let its A and AAAA records lead to this machine, and wait until that is known everywhere'

/** Wordings of Let's Encrypt's server and of pebble; the first that fits counts. */
const reasons: readonly Reason[] = [
  { of: /caa/, sees: /CAA/, says: (names) => `a CAA record forbids this authority to sign ${names}`, hint: 'add this authority to the CAA record of the domain, or order from the one it names' },
  { sees: /NXDOMAIN|no valid A records|could not resolve|SERVFAIL|DNS problem|query timed out looking up|no such host/i, says: (names) => `${names} has no address in the DNS`, hint: here },
  { sees: /Timeout|timed out|i\/o timeout|deadline exceeded/i, says: (names) => `nothing answers at port 80 of ${names}: a firewall may be in the way`, hint: `open port 80 to everybody; ACME asks over plain HTTP. If the address is another machine's: ${here}` },
  { sees: /refused|no route to host|network is unreachable|reset by peer/i, says: (names) => `port 80 is closed where ${names} leads`, hint: `lead port 80 to the proxy. If the address is another machine's: ${here}` },
  { sees: /returned (\d{3})|Invalid response from .*?: (\d{3})|: (\d{3})$/, says: (names, [, a, b, c]) => `${names} leads to a server that does not know the answer (it says ${a ?? b ?? c})`, hint: `${here}; a CDN in front has to let /.well-known/acme-challenge/ through` },
  { sees: /key authorization|Invalid response|did not match/i, says: (names) => `${names} leads to a server that gives another answer`, hint: `${here}; a CDN in front has to let /.well-known/acme-challenge/ through` },
]

const reasonOf = ({ type, detail }: Validation): Reason | undefined => reasons.find(({ sees, of }) => sees.test(detail) || of?.test(type))

/** The names that could not be confirmed, those with the same cause together; undefined where there are none. */
export const validationTrouble = (validations: readonly Validation[]): Hindered | undefined => {
  const [first] = validations
  if (!first) return undefined
  const groups = Map.groupBy(validations, reasonOf)
  const message = [...groups].map(([reason, members]) => {
    const names = briefly(members.map(({ name }) => name))
    const detail = members[0]?.detail ?? ''
    const found = reason?.sees.exec(detail)
    return reason ? `${reason.says(names, found ?? ([] as unknown as RegExpExecArray))}; the authority says: ${plain(detail)}` : `${names} could not be confirmed: ${plain(detail)}`
  })
  return { outcome: 'not-validated', message: message.join('\n'), hint: [...new Set([...groups.keys()].map((reason) => reason?.hint ?? here))].join('\n') }
}

/** Without the long address of the answer. */
const plain = (detail: string): string => detail
  .replace(/^Get "[^"]*": /, '').replace(/"?(https?:\/\/[^/\s"]+)\/\.well-known\/acme-challenge\/[\w-]+"?/g, '$1').slice(0, 300)
