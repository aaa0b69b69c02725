import type { WaitFailure, WaitResult, WaitResults } from '../plan/wait-result.mts'

/** Why a wait has failed: each failed service with what it said, then what could not start because of it; `isKept` says that the rest goes on. */
export const failureText = ({ services }: WaitResults, isKept = true): string => {
  const failed = services.filter(({ state }) => state === 'failed')
  const serving = services.filter(({ state, until }) => state === 'ready' && until === 'ready').map(({ service }) => service)
  const notes = isKept && serving.length > 0 && failed.length > 0 ? [`${list(serving)} ${serving.length === 1 ? 'keeps' : 'keep'} serving.`] : []
  const stranded = services.filter(({ blockedBy }) => blockedBy.length > 0 && !failed.some(({ service }) => service === blockedBy.at(-1)))
  return [...failed.map((one) => explain(one, services)), ...stranded.map(strandedRow), ...notes].join('\n')
}

// What it needs was not to be started here, and does not run.
const strandedRow = ({ service, blockedBy }: WaitResult): string =>
  `${service} was not started: it waits for ${blockedBy.join(', which waits for ')}, which is not ready and not among what is started here`

const explain = ({ service, tier, failure }: WaitResult, services: readonly WaitResult[]): string =>
  failure === undefined ? '' : [
    `${service} (tier ${tier}) ${failure.reason}`,
    ...said(failure),
    ...(failure.hint === '' ? [] : [`  → ${failure.hint}`]),
    ...services.filter(({ blockedBy }) => blockedBy.at(-1) === service).map(blockedRow),
  ].join('\n')

const said = ({ probe, log, container }: WaitFailure): readonly string[] => [
  ...told('its probe', probe === '' ? [] : probe.split('\n').slice(-5)),
  ...told(`the last lines of ${container}`, log),
]

const told = (whose: string, rows: readonly string[]): readonly string[] =>
  rows.length === 0 ? [] : rows.length === 1 ? [`  ${whose}: ${rows[0]}`] : [`  ${whose}:`, ...quote(rows)]

const quote = (rows: readonly string[]): readonly string[] => rows.map((row) => `  │ ${row}`)

// `proxy was not started: it needs api, which needs db`
const blockedRow = ({ service, blockedBy }: WaitResult): string => `  ${service} was not started: it waits for ${blockedBy.join(', which waits for ')}`

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
