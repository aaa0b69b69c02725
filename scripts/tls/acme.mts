import type { Step } from '../plan/step.mts'
import type { Acme, Environment } from '../stack/environment.mts'
import { certbotArgv, knowsProfiles, stagingFolder } from './acme-argv.mts'
import { directoryName, isPublic } from './acme-directory.mts'
import { decideOrder, type Seen } from './acme-due.mts'
import { refusalOf } from './acme-limits.mts'
import type { Order, OrderCertificate } from './acme-order.mts'
import { areSameNames, type AcmeAttempt } from './acme-record.mts'
import { acmeFolder, tlsFolder, webrootFolder } from './places.mts'

/** Where attempts are written down, relative to the stack folder. */
export const acmeRecordFile = (environment: string): string => `${tlsFolder(environment)}/acme.json`

/** The name under which certbot keeps an environment's certificate: `<acme folder>/live/<name>/fullchain.pem`. */
export const lineageOf = ({ project }: Pick<Environment, 'project'>): string => project

const patience = 5 * 60_000
const hour = 3_600_000

type Given = Seen & { readonly user: string }

/** What orders a certificate, when one is to be ordered; otherwise why not. */
export const orderSteps = (environment: Environment, seen: Given): { readonly steps: readonly Step[]; readonly why: string } => {
  const { tls, name } = environment
  if (!tls?.acme) return { steps: [], why: `${name} orders no certificate` }
  const { acme, names } = tls
  const { order, why } = decideOrder({ names, directory: acme.directory, ...profileOf(acme) }, seen)
  if (order === 'no') return { steps: [], why }
  const staging = needsStaging(acme, names, seen) ? [orderStep(environment, acme, seen, { what: 'staging', isForced: true, why: 'a rehearsal: what fails there counts for nothing' })] : []
  const real = orderStep(environment, acme, seen, { what: 'certificate', isForced: order === 'force', why })
  const folders = folderSteps(name)
  const after = folders.map(({ id }) => id)
  return { steps: [...folders, ...staging.map((step) => ({ ...step, after })), { ...real, after: [...after, ...staging.map(({ id }) => id)] }], why }
}

const profileOf = ({ profile }: Acme): Pick<AcmeAttempt, 'profile'> => profile === undefined ? {} : { profile }

const folderSteps = (name: string): readonly Step[] => ([[tlsFolder(name), 0o700], [acmeFolder(name), 0o700], [webrootFolder(name), 0o755]] as const)
  .map(([path, mode]) => ({ do: 'folder', path, mode, id: `order: ${path}`, after: path === tlsFolder(name) ? [] : [`order: ${tlsFolder(name)}`], why: mode === 0o700 ? 'nobody else may read keys' : 'the proxy gives out what is in it' }))

/** A rehearsal comes first for names that have never been issued, unless one has just gone well. */
const needsStaging = ({ staging, directory }: Acme, names: readonly string[], { record: { attempts }, live, now }: Seen): boolean => {
  if (staging === undefined || (live && areSameNames(live.names, names))) return false
  return !attempts.some(({ what, outcome, directory: where, names: which, when }) => outcome === 'issued' && areSameNames(which, names)
    && (what === 'certificate' ? where === directory : where === staging && now - Date.parse(when) < hour))
}

type Kind = Pick<Order, 'what'> & { readonly isForced: boolean; readonly why: string }

const orderStep = (environment: Environment, acme: Acme, seen: Given, { what, isForced, why }: Kind): Step => {
  const { name, images, http, tls } = environment
  const directory = what === 'staging' ? acme.staging ?? acme.directory : acme.directory
  const places = { folder: acmeFolder(name), webroot: webrootFolder(name), lineage: lineageOf(environment), names: tls?.names ?? [], directory }
  const refusal = hindrance(acme, seen, what, directory)
  const effect: OrderCertificate = {
    do: 'order-certificate', what, ...places, ...what === 'staging' ? { folder: `${places.folder}/${stagingFolder}` } : {}, ...profileOf(acme),
    record: acmeRecordFile(name), http, isPublic: isPublic(directory) && acme.ca === undefined, patience,
    ...acme.ca === undefined ? {} : { ca: acme.ca }, ...refusal ? { refusal } : {},
    argv: certbotArgv({ acme, ...places, image: images[acme.image] ?? acme.image, user: seen.user, isStaging: what === 'staging', isForced, isRenewal: seen.live !== undefined }),
  }
  return { ...effect, id: `order ${what}`, after: [], why: refusal ? `${why}; but ${refusal.message}` : `${why}; ${directoryName(directory)} is asked` }
}

const hindrance = (acme: Acme, { record, now, certbot, force }: Given, what: Order['what'], directory: string): Order['refusal'] => {
  if (acme.profile !== undefined && !knowsProfiles(certbot)) return {
    message: `certbot ${certbot ?? ''} cannot ask for the profile ${acme.profile}`, hint: 'take an image of certbot 4.0 or later (`tls: { image: … }`), or remove `profile:`',
  }
  return force ? undefined : refusalOf(record, { what, directory, now })
}
