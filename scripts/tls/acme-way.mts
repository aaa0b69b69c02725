import { directoryName } from './acme-directory.mts'
import { stays, type Hindered, type Words } from './acme-verdict.mts'

type Found = { readonly directory: string; readonly who: string; readonly said: string }
type Trouble = { readonly sees: RegExp; readonly outcome: Hindered['outcome']; readonly message: (found: Found) => string; readonly hint: (found: Found) => string }

const later = () => `${stays}; try again later`
const mendAddress = () => 'mend the address by `tls: { directory: … }`'

const certificateHints: readonly (readonly [sees: RegExp, hint: string])[] = [
  [/expired|not yet valid/, "look at this machine's clock (`date`); if it is right, that server's certificate has to be renewed"],
  [/hostname mismatch|not valid for/i, 'use the name that its certificate has: `tls: { directory: … }`'],
  // Python looks closer than browsers do since 3.13.
  [/extension|key usage|basic constraints/i, 'certbot wants an authority whose certificate says what it may do: make it anew with `keyUsage=critical,keyCertSign`'],
]

/** Words of Python's requests and of certbot's client; the first that fits counts, and what it captures is said. */
const troubles: readonly Trouble[] = [
  {
    sees: /certificate verify failed: ([^(\]]*[^(\]. ])/, outcome: 'untrusted', message: ({ directory, said }) => `${directory} has no certificate that is trusted here: ${said}`,
    hint: ({ said }) => certificateHints.find(([sees]) => sees.test(said))?.[1] ?? 'give the certificate of the authority behind it by `tls: { ca: FILE }`',
  },
  {
    sees: /Could not find a suitable TLS CA certificate bundle|PEM lib|no certificate or crl found/i, outcome: 'untrusted', message: () => 'the file named by `ca:` is no PEM certificate',
    hint: () => 'put the certificate of the authority behind the directory there',
  },
  {
    sees: /Failed to resolve|Name or service not known|Temporary failure in name resolution/, outcome: 'unreachable', message: ({ directory }) => `the name in ${directory} has no address here`,
    hint: () => `${mendAddress()}, or the DNS of this machine`,
  },
  { sees: /Read timed out|ReadTimeout|ConnectTimeout/, outcome: 'late', message: ({ who }) => `${who} does not answer in time`, hint: later },
  {
    sees: /Failed to establish a new connection: (?:\[Errno -?\d+\] )?([^"')]+)|(Connection reset by peer|Network is unreachable|No route to host|Remote end closed connection|Unable to connect to proxy)/, outcome: 'unreachable',
    message: ({ directory, said }) => `${directory} cannot be reached: ${said.toLowerCase()}`, hint: () => `is it up, and may this machine go there? ${stays}`,
  },
  { sees: /ClientError: <Response \[(5\d\d)\]>/, outcome: 'server', message: ({ who, said }) => `${who} is in trouble itself: it answers ${said}`, hint: later },
  { sees: /ClientError: (?:<Response \[(\d+)\]>|Unexpected response Content-Type: (\S+))/, outcome: 'no-directory', message: ({ directory, said }) => `${directory} is no ACME directory: it answers ${said}`, hint: mendAddress },
]

/** Nobody has answered, or not the right one. */
export const wayTrouble = ({ output, directory }: Words): Hindered | undefined => {
  for (const { sees, outcome, message, hint } of troubles) {
    const match = sees.exec(output)
    const found = { directory, who: directoryName(directory), said: match?.slice(1).find((part) => part !== undefined) ?? '' }
    if (match) return { outcome, message: message(found), hint: hint(found) }
  }
  return undefined
}
