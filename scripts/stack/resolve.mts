import { companions } from '../companions/index.mts'
import type { Companion } from '../companions/companion.mts'
import { addressOf, fieldOf } from '../kinds/address.mts'
import { seatOf } from '../kinds/ground.mts'
import { fill, onlyTier } from '../kinds/fill.mts'
import { stageOf } from '../kinds/recipe.mts'
import type { SecretUse, Workload } from '../kinds/workload.mts'
import { backupSettingsOf } from './backups.mts'
import { isReloading, type Draft } from './draft.mts'
import { entryOf } from './entry.mts'
import type { Environment, Generate, Tier } from './environment.mts'
import { piecesOf } from './expand.mts'
import { planFor } from './recipes.mts'
import { proxySettingsOf, routeLimitOf } from './proxy-settings.mts'
import { defined } from './defined.mts'
import type { Service } from './service.mts'
import { tierPositions } from './tier.mts'
import { tlsOf } from './tls.mts'
import { parseDuration } from './units.mts'

/** A draft without mistakes → the environment with every default filled in; `outside` is an image map that does not belong to the stack. */
export const resolve = (draft: Draft, outside: Readonly<Record<string, string>> | undefined): Environment => {
  const tiers = tiersOf(draft)
  const name = draft.stack.name
  const environment: Omit<Environment, 'workloads'> = {
    stack: name, name: draft.environment, siblings: Object.keys(draft.stack.environments ?? { dev: {}, prod: {} }), project: `${name}-${draft.environment}`, tiers,
    http: entryOf(draft.environment, draft.settings),
    secrets: secretsOf(draft), images: { ...draft.settings.images, ...outside }, isMapped: outside !== undefined,
    external: Object.fromEntries([...draft.services.values()].filter(({ kind }) => kind === 'external').map((service) => {
      const { host, port = 0 } = addressOf(service, name)
      return [service.name, { host, port: { name: 'tcp', number: port, protocol: 'tcp' as const } }]
    })),
    ...defined({ subnet: draft.settings.subnet, ground: draft.ground, registry: registryOf(draft), ...tlsOf(draft) }), proxy: proxySettingsOf(draft), backups: backupSettingsOf(draft),
  }
  const positions = tierPositions(draft)
  const declared = inOrder(draft).map((service) => workloadOf(draft, service, tiers[positions.get(service.name) ?? 0] ?? onlyTier))
  return { ...environment, workloads: Object.values<Companion>(companions).reduce<readonly Workload[]>((workloads, companion) =>
    companion.isImplied(workloads) ? [...workloads, companion.workload(environment, workloads)] : workloads, declared) }
}

const registryOf = ({ settings, stack }: Draft): string | undefined => settings.registry === false ? undefined : settings.registry ?? stack.registry

const tiersOf = ({ stack }: Draft): readonly Tier[] => {
  const tiers = Object.entries(stack.tiers ?? {}).map(([name, tier]): Tier => ({ name, ...defined({ ready: parseDuration(tier?.ready), build: parseDuration(tier?.build) }) }))
  return tiers.length > 0 ? tiers : [onlyTier]
}

/** Services that run here, each after everything it needs; otherwise in the order of the file. */
const inOrder = ({ services }: Draft): readonly Service[] => {
  const ordered = new Map<string, Service>()
  const add = (service: Service): void => {
    if (ordered.has(service.name)) return
    for (const need of service.needs) {
      const other = services.get(need)
      if (other) add(other)
    }
    ordered.set(service.name, service)
  }
  for (const service of services.values()) add(service)
  return [...ordered.values()].filter(({ kind }) => kind !== 'external')
}

const workloadOf = (draft: Draft, service: Service, tier: Tier): Workload => {
  const name = draft.environment
  return fill(service, {
    stack: draft.stack.name, environment: name, isDev: name === 'dev', reload: draft.settings.reload ?? name === 'dev', facts: draft.facts,
    services: draft.services, tier, isFirstTier: tier.name === (draft.tiers[0] ?? onlyTier.name), ...defined({ ground: draft.ground, registry: registryOf(draft), recipe: planFor(draft, service)?.recipe }),
    owner: ownerOf(draft, service), limit: routeLimitOf(draft),
    variables: variablesOf(draft, service),
    secretParts: new Map(service.secrets.flatMap((use) => use.value === undefined ? [] : [[use.name, partsOf(draft, use.value, service.name)] as const])),
  })
}

/** The first service that builds the same folder in the same way, and the same stage. */
const ownerOf = (draft: Draft, service: Service): string | undefined => {
  const wayOf = (one: Service): string | undefined => {
    const recipe = planFor(draft, one)?.recipe
    return recipe ? `${recipe.name} ${stageOf(one, recipe, isReloading(draft))}` : JSON.stringify([one.build?.dockerfile, one.build?.target])
  }
  const { build } = service
  return build && [...draft.services.values()].find((other) => other.build?.context === build.context && wayOf(other) === wayOf(service))?.name
}

const valueOf = ({ dotenv: { values } }: Draft, name: string): string | undefined => Object.hasOwn(values, name) ? values[name] : undefined

/** A text in pieces, with the addresses as `caller` sees them. */
const partsOf = (draft: Draft, text: string, caller: string): NonNullable<SecretUse['parts']> => piecesOf(text).map((piece) => {
  if (piece.is === 'variable') return valueOf(draft, piece.name) ?? piece.fallback ?? ''
  if (piece.is !== 'reference') return piece.text
  if (piece.service === 'secrets') return { secret: piece.field }
  const other = draft.services.get(piece.service)
  return (other && fieldOf(addressOf(other, draft.stack.name, seatOf(draft.ground, caller, other.name)), piece.field)) ?? ''
})

/** What comes from `.env` is private; the rest is rendered where anyone may read it. */
const variablesOf = (draft: Draft, service: Service): Pick<Workload, 'variables' | 'privateVariables'> => {
  const all = Object.entries(service.variables).map(([name, text]) => ({
    name, value: partsOf(draft, text, service.name).map((part) => typeof part === 'string' ? part : '').join(''), isPrivate: piecesOf(text).some(({ is }) => is === 'variable'),
  }))
  const pick = (isPrivate: boolean) => Object.fromEntries(all.filter((one) => one.isPrivate === isPrivate).map(({ name, value }) => [name, value]))
  return { variables: pick(false), privateVariables: pick(true) }
}

/** Secrets that are used in this environment, with the way each is made. */
const secretsOf = (draft: Draft): Readonly<Record<string, Generate>> => {
  const declared = draft.stack.secrets ?? {}
  const services = [...draft.services.values()]
  const used = new Set(services.flatMap((service) => addressOf(service, draft.stack.name).password ?? []))
  for (const service of services) for (const use of service.secrets) {
    if (use.value === undefined) used.add(use.name)
    else for (const part of partsOf(draft, use.value, service.name)) if (typeof part !== 'string') used.add(part.secret)
  }
  return Object.fromEntries([...used].sort().map((name) => [name, declared[name]?.generate ?? (name in declared ? 'none' : 'hex32')]))
}
