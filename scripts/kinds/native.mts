import type { Service } from '../stack/service.mts'
import { plainPath } from '../stack/plain-path.mts'
import { commandOf } from './development.mts'
import { programOf } from './ground.mts'
import { kindOf } from './index.mts'
import type { Kind, NativeSurroundings } from './kind.mts'
import { nativeProbe } from './native-probe.mts'
import { onWhat, packagesOf } from './packages.mts'
import { imageFacts } from './recipe.mts'
import { relocate, relocated } from './relocate.mts'
import type { Native, NotNative } from './native-run.mts'

/** How a service runs without a container: as its kind says, else like any program of the team's own. */
export const nativeOf = (service: Service, around: NativeSurroundings): Native | NotNative => {
  const kind: Kind = kindOf(service.kind)
  if (!service.native) return { lacks: '`native: false` says so', hint: 'remove that, or start a Docker engine' }
  return service.native.command || !kind.native ? program(service, around) : kind.native(service, around)
}

/** A program of the team's own: its command in the folder of its source, with the packages that folder asks for. */
const program = (service: Service, around: NativeSurroundings): Native | NotNative => {
  const { workload, facts, reload, ground } = around
  const development = kindOf(service.kind).development?.(service, around)
  const file = imageFacts(service, workload.recipe, facts)
  const folder = service.native?.workdir ?? service.build?.context ?? '.'
  const move = relocate(service, around, file?.workdir ?? development?.workdir)
  const wrong = wrongVersion(service, around)
  if (wrong) return wrong
  const isImage = service.image !== undefined && !service.build
  const command = service.native?.command ?? (isImage ? undefined : service.dev.command ?? service.command ?? commandOf(file))
  if (!command) return commandless(service)
  const packages = packagesOf(folder, around)
  const [name = ''] = command
  return {
    on: onWhat(ground, name) ?? packages.on ?? name,
    command: command.map(move), workdir: workdirOf(service, folder, file?.workdir), path: packages.path,
    variables: { ...relocated({ ...workload.variables, ...workload.privateVariables }, move), ...packages.variables },
    prepare: packages.prepare,
    ...nativeProbe(service, workload),
    ...reload && workload.runs === 'service' && service.dev.reload !== false && service.native?.reload !== false ? { watch: folder === '.' && facts.isFolder('src') ? 'src' : folder } : {},
    ...packages.before && !service.native?.command && !service.dev.command ? { before: packages.before, command: packages.command ?? command.map(move) } : {},
  }
}

const commandless = (service: Service): NotNative => service.image
  ? { lacks: 'it is an image', hint: 'say how it runs here, `native: { command: … }`, or start a Docker engine' }
  : { lacks: 'nothing says what its command is', hint: 'add `command:`, or `native: { command: … }`' }

const workdirOf = (service: Service, folder: string, workdir: string | undefined): string => {
  const inside = workdir !== undefined && service.workdir?.startsWith(`${workdir}/`) ? service.workdir.slice(workdir.length + 1) : ''
  return service.native?.workdir ?? plainPath(`${folder}/${inside}`)
}

const interpreters: Readonly<Record<string, readonly [program: string, parts: number]>> = { node: ['node', 1], python: ['python3', 2], go: ['go', 2] }

/** A version that the stack file asks for and this machine does not have. */
const wrongVersion = ({ kind, version, native }: Service, { ground }: NativeSurroundings): NotNative | undefined => {
  const [name, parts] = interpreters[kind.replace(/-.*/, '')] ?? []
  if (name === undefined || version === undefined || native?.command) return undefined
  const wanted = version.split('-')[0]?.split('.').slice(0, parts).join('.')
  const found = programOf(ground, name)
  if (!found || `${found.version}.`.startsWith(`${wanted}.`)) return undefined
  const language = kind.replace(/-.*/, '')
  return { lacks: `it wants ${language} ${wanted}, and here is ${found.version}`, hint: `install ${language} ${wanted}, or say \`native: { command: [/path/to/${name}, …] }\`` }
}
