import { quoteWord } from '../plan/explain.mts'
import type { Step } from '../plan/step.mts'

/** Systems by how they are told of an authority. */
export type Family = 'debian' | 'fedora' | 'arch' | 'macos' | 'other'

/** This user's authority, and how this system could be told of it. */
export type TrustSeen = {
  readonly family: Family
  readonly isRoot: boolean
  readonly user: string
  /** Whether the program that renews the system's list is there. */
  readonly hasTool: boolean
  /** The authority's file; it may not be there yet. */
  readonly file: string
  /** Its text; undefined before it is made. */
  readonly authority: string | undefined
  /** What the system was told under our name; undefined when nothing. */
  readonly told: string | undefined
}

type Store = { readonly folder: string; readonly ending: string; readonly renew: readonly string[] }

const stores: Readonly<Partial<Record<Family, Store>>> = {
  debian: { folder: '/usr/local/share/ca-certificates', ending: 'crt', renew: ['update-ca-certificates'] },
  fedora: { folder: '/etc/pki/ca-trust/source/anchors', ending: 'pem', renew: ['update-ca-trust'] },
  arch: { folder: '/etc/ca-certificates/trust-source/anchors', ending: 'crt', renew: ['update-ca-trust'] },
}

/** The program that renews the list of a system. */
export const trustTool = (family: Family): string | undefined => stores[family]?.renew[0]

/** Where a system keeps what it is told of an authority; undefined where that is no file. */
export const trustPlace = ({ family, user }: Pick<TrustSeen, 'family' | 'user'>): string | undefined => {
  const store = stores[family]
  return store && `${store.folder}/gantry-${user.replace(/[^\w-]/g, '_')}.${store.ending}`
}

/** Which family a system is of, by what it says of itself in /etc/os-release. */
export const familyOf = (platform: string, release: string): Family => {
  if (platform === 'darwin') return 'macos'
  const words = [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap(([, value = '']) => value.split(' '))
  if (words.some((word) => word === 'debian' || word === 'ubuntu')) return 'debian'
  if (words.some((word) => word === 'fedora' || word === 'rhel')) return 'fedora'
  return words.includes('arch') ? 'arch' : 'other'
}

/** Whether the whole system trusts the authority already. */
export const isTrusted = ({ authority, told }: Pick<TrustSeen, 'authority' | 'told'>): boolean => authority !== undefined && told === authority

/** Tells the system, where that is a file and root is asking. */
export const trustSteps = (seen: TrustSeen): readonly Step[] => {
  const place = trustPlace(seen)
  const renew = stores[seen.family]?.renew
  if (!place || !renew || !seen.isRoot || !seen.hasTool || seen.authority === undefined || isTrusted(seen)) return []
  return [
    { id: 'trust', after: [], do: 'write', path: place, content: seen.authority, mode: 0o644, why: 'this system is to trust certificates of your own authority' },
    { id: 'trust list', after: ['trust'], do: 'run', quiet: true, argv: renew, why: 'its programs read one list of all authorities' },
  ]
}

/** What a person types to make this system trust the authority, whose file is in $CA. */
const systemCommand = (seen: TrustSeen): string => {
  const place = trustPlace(seen)
  const renew = stores[seen.family]?.renew[0] ?? ''
  if (isTrusted(seen)) return 'trusts it already'
  if (place) return seen.isRoot && seen.hasTool ? "make ssl-setup ARGS='--trust'" : `sudo install -m 0644 "$CA" ${place} && sudo ${renew}`
  return seen.family === 'macos' ? 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain "$CA"' : 'add $CA to its authorities, as its manual says'
}

const packages: Readonly<Record<Family, string>> = { debian: 'libnss3-tools', fedora: 'nss-tools', arch: 'nss', macos: 'nss', other: 'the NSS tools' }

/** How to make programs trust the authority that signed what is at `url`: whom, and what to type. */
export const trustAdvice = (seen: TrustSeen, url: string): readonly (readonly [who: string, what: string])[] => {
  const isMac = seen.family === 'macos'
  const nss = (place: string): string => `certutil -d sql:${place} -A -t C,, -n gantry -i "$CA"`
  return [
    ['', `CA=${quoteWord(seen.file)}`],
    ['this system', systemCommand(seen)],
    ...isMac ? [] : [['Chromium', `${nss('"$HOME"/.pki/nssdb')}   # certutil is in ${packages[seen.family]}`] as const],
    ['Firefox', isMac ? 'follows the system' : `for p in ~/.mozilla/firefox/*.default*; do ${nss('"$p"')}; done`],
    ['Node', 'export NODE_EXTRA_CA_CERTS="$CA"'],
    ['Python', 'export SSL_CERT_FILE="$CA" REQUESTS_CA_BUNDLE="$CA"   # and then no other authority'],
    ['curl', `curl --cacert "$CA" ${url}`],
    ['a container', 'docker run -v "$CA":/ca.pem:ro -e NODE_EXTRA_CA_CERTS=/ca.pem -e SSL_CERT_FILE=/ca.pem -e REQUESTS_CA_BUNDLE=/ca.pem …'],
  ]
}
