import type { Argv } from '../docker/argv.mts'
import { isAtLeast } from '../docker/versions.mts'
import type { Acme } from '../stack/environment.mts'
import { isLoopback } from './acme-directory.mts'

/** What certbot is asked for. */
export type Asked = {
  readonly acme: Acme
  readonly image: string
  readonly directory: string
  readonly names: readonly string[]
  readonly lineage: string
  /** Folders of this machine, relative to the stack folder. */
  readonly folder: string
  readonly webroot: string
  /** `uid:gid` */
  readonly user: string
  /** A rehearsal keeps what it gets apart. */
  readonly isStaging: boolean
  /** A new one whatever the client thinks of the present one. */
  readonly isForced: boolean
  /** There is one already: better one of another profile than none. */
  readonly isRenewal: boolean
}

/** Where a rehearsal keeps what it gets, below certbot's folder. */
export const stagingFolder = 'staging'

/** The command line that orders a certificate: certbot in a container that can do nothing but that, and no secret in it. */
export const certbotArgv = (asked: Asked): Argv => [
  'docker', 'run', '--rm', '--init', '--user', asked.user, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--tmpfs', '/tmp',
  ...isLoopback(asked.directory) ? ['--network', 'host'] : [],
  '--volume', `./${asked.folder}:/acme`, '--volume', `./${asked.webroot}:/webroot`,
  ...asked.acme.ca === undefined ? [] : ['--volume', `${placed(asked.acme.ca)}:/ca.pem:ro`, '--env', 'REQUESTS_CA_BUNDLE=/ca.pem'],
  asked.image, ...certonly(asked),
]

const placed = (path: string): string => /^\.{0,2}\//.test(path) ? path : `./${path}`

const certonly = ({ acme, directory, names, lineage, isStaging, isForced, isRenewal }: Asked): Argv => {
  const home = isStaging ? `/acme/${stagingFolder}` : '/acme'
  return [
    'certonly', '--non-interactive', '--agree-tos', ...acme.email === undefined ? ['--register-unsafely-without-email'] : ['--email', acme.email],
    '--config-dir', home, '--work-dir', `${home}/work`, '--logs-dir', `${home}/logs`, '--max-log-backups', '20',
    '--server', directory, '--cert-name', lineage, ...names.flatMap((name) => ['--domain', name]), '--renew-with-new-domains',
    '--key-type', 'ecdsa', '--elliptic-curve', 'secp256r1', '--webroot', '--webroot-path', '/webroot',
    ...acme.profile === undefined ? [] : [isRenewal ? '--preferred-profile' : '--required-profile', acme.profile],
    // On a certificate it finds early enough, certbot decides by the authority's renewal information.
    isForced ? '--force-renewal' : '--keep-until-expiring',
  ]
}

/** The version of certbot by its image's tag; undefined where the tag says none. */
export const certbotVersion = (image: string): string | undefined => /:v?(\d+\.\d+(?:\.\d+)?)(?:-[\w.]+)?$/.exec(image)?.[1]

/** Whether it asks the authority when to renew (RFC 9773). */
export const asksWhen = (certbot: string | undefined): boolean => certbot !== undefined && isAtLeast(certbot, '4.1')

/** Whether it can ask for a profile; a version that is not known gets the benefit of the doubt. */
export const knowsProfiles = (certbot: string | undefined): boolean => certbot === undefined || isAtLeast(certbot, '4.0')
