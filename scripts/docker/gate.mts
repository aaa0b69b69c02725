import { isAtLeast, type Versions } from './versions.mts'

/** A feature only newer versions have, and what comes of its absence. */
export type Gate = {
  readonly feature: string
  readonly of: 'engine' | 'compose'
  readonly least: string
  /** Nothing can run without it; otherwise `without` is only worth knowing. */
  readonly required: boolean
  readonly without: string
}

/** What gantry's files and commands ask of the versions found; add a line for every such feature. */
export const gates: readonly Gate[] = [
  {
    feature: 'healthcheck.start_interval', of: 'engine', least: '25', required: true,
    without: 'containers with the rendered health checks cannot be created',
  },
  {
    feature: 'start_interval and env_file.required', of: 'compose', least: '2.24', required: true,
    without: 'the rendered files cannot be read',
  },
]

/** A gate that the versions found do not pass. */
export type Lack = { readonly gate: Gate; readonly found: string; readonly message: string; readonly hint: string }

/** What the versions found cannot do; empty when all is well. */
export const lacks = (versions: Versions, wanted: readonly Gate[] = gates): readonly Lack[] =>
  wanted.flatMap((gate) => {
    const found = gate.of === 'engine' ? versions.engine : versions.compose
    if (found !== undefined && isAtLeast(found, gate.least)) return []
    return [{ gate, found: found ?? '', message: message(gate, found), hint: wayOut(gate) }]
  })

const names = { engine: 'Docker Engine', compose: 'Docker Compose' } as const

const message = ({ of, least, feature, without }: Gate, found: string | undefined): string =>
  found === undefined
    ? `${names[of]} is not installed: ${without}.`
    : `${names[of]} ${found} has no ${feature} (since ${least}): ${without}.`

const wayOut = ({ of, least }: Gate): string =>
  of === 'engine'
    ? `Update Docker Engine to ${least} or newer: https://docs.docker.com/engine/install/`
    : `Install the compose plugin ${least} or newer: https://docs.docker.com/compose/install/linux/`
