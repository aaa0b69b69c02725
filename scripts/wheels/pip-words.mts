import { projectName } from './file-name.mts'
import { whyUnfit, type PythonTarget } from './fit.mts'
import type { Link } from './index-page.mts'
import { readRequirement } from './requirement.mts'
import type { Trouble } from './trouble.mts'
import type { Spot } from './wanted.mts'

/** What is known when pip gives up. */
export type Scene = {
  readonly folder: string
  readonly list: string
  readonly spots: Readonly<Record<string, Spot>>
  readonly linksOf: (project: string) => readonly Link[]
  readonly target: PythonTarget | undefined
  /** Whether only the wheelhouse was asked. */
  readonly isOffline: boolean
}

type Reader = (stderr: string, scene: Scene) => Trouble | undefined

/** What pip's last words mean, and the way out; its own last lines where they are new to us. */
export const pipTrouble = (stderr: string, scene: Scene): Trouble => {
  for (const read of readers) {
    const found = read(stderr, scene)
    if (found) return found
  }
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const errors = lines.filter((line) => /^error:/i.test(line))
  return { message: `pip: ${(errors.length > 0 ? errors : lines.slice(-3)).join('; ').replace(/^error:\s*/i, '') || 'ended without a word'}`, hint: 'run it again with --verbose to see all that pip says' }
}

const at = (spot: Spot | undefined): string => spot ? `${spot.file}:${spot.line}: ` : ''

const full: Reader = (stderr) => /No space left on device|\[Errno 28\]/.test(stderr) ? { message: 'the disk is full', hint: 'free some space: `make download-wheels ARGS=--prune` and `make clean` show what can go' } : undefined

const nothingFound: Reader = (stderr, scene) => {
  const [, text = '', versions = ''] = /Could not find a version that satisfies the requirement (.+?) \(from versions: ([^)]*)\)/.exec(stderr) ?? []
  const requirement = readRequirement(text.replace(/ \(from .*$/, ''))
  if (!requirement) return undefined
  const by = / \(from ([^)]*)\)/.exec(text)?.[1]?.replace(/->/g, ' → ')
  const spot = scene.spots[requirement.name]
  const asked = `${requirement.name}${requirement.clauses.join(',')}`
  const [, exact] = requirement.clauses.length === 1 ? /^==([^*]+)$/.exec(requirement.clauses[0] ?? '') ?? [] : []
  const links = scene.linksOf(requirement.name)
  const place = spot ? at(spot) : by && !by.startsWith('-r') ? `${scene.folder} (needed by ${by}): ` : `${scene.folder}: `
  if (scene.isOffline) return { message: `${place}${asked} is not in the wheelhouse${versions === 'none' || versions === '' ? '' : ` (there: ${versions})`}`, hint: 'run it without --offline on a machine that reaches an index' }
  if (links.length === 0) return { message: `${place}${requirement.name} is not on the index`, hint: 'mend the name, or name the index that has it with --index URL or --extra-index-url in requirements.txt' }
  const unfit = scene.target && whyUnfit(links, requirement.name, exact, scene.target)
  if (unfit !== undefined) return { message: `${place}${unfit}`, hint: 'take another version of it, or another `version:` of Python for the service' }
  const other = /Ignored the following versions that require a different python version: (.*)/.exec(stderr)?.[1]
  const there = versions === 'none' || versions === '' ? 'none for this Python' : newest(versions)
  return { message: `${place}no ${asked} on the index (there: ${there})${other ? `; for other versions of Python: ${newest(other.replaceAll(';', ','))}` : ''}`, hint: 'ask for a version that is there' }
}

/** The last few of a list, in which the newest stand. */
const newest = (list: string): string => {
  const all = list.split(',').map((one) => one.trim())
  return all.length > 5 ? `…, ${all.slice(-5).join(', ')}` : all.join(', ')
}

const conflict: Reader = (stderr, scene) => {
  const [, lines = ''] = /The conflict is caused by:\n([\s\S]*?)\n\s*\n/.exec(stderr) ?? []
  if (lines === '') return undefined
  const reasons = lines.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => line.replace(/^The user requested (?:\(constraint\) )?/, 'asked for here: '))
  const named = reasons.map((line) => projectName(/^(?:asked for here: )?([\w.-]+)/.exec(line)?.[1] ?? ''))
  return { message: `${at(named.map((name) => scene.spots[name]).find((spot) => spot !== undefined)) || `${scene.folder}: `}these do not go together: ${reasons.join('; ')}`, hint: 'loosen one of the versions' }
}

const hashes: Reader = (stderr, scene) => {
  const [, name = '', expected = '', got = ''] = /DO NOT MATCH THE HASHES[^\n]*\n\s+(\S+?)(?:[=<>!~][^\n]*)? from [^\n]*\n\s+Expected sha256 (\w+)[\s\S]*?Got\s+(\w+)/.exec(stderr) ?? []
  if (got !== '') return { message: `${at(scene.spots[projectName(name)])}${name} on the index is not what ${scene.list} names: sha256 ${got.slice(0, 12)}… in place of ${expected.slice(0, 12)}…`, hint: `do not use it before you know why; if it is meant, make ${scene.list} anew` }
  const [, unpinned] = /(?:must have their versions pinned with ==\. These do not|hashes are missing from some requirements[^:]*):\s*\n\s+(\S+)/i.exec(stderr) ?? []
  const project = projectName(/^[\w.-]+/.exec(unpinned ?? '')?.[0] ?? '')
  return unpinned === undefined ? undefined : { message: `${at(scene.spots[project]) || `${scene.folder}: `}${unpinned} stands in ${scene.list} without ${/pinned/.test(stderr) ? 'a version and ' : ''}hashes, while others have them`, hint: `make ${scene.list} anew with hashes for all that is needed (pip-compile --generate-hashes, uv export), or take them all away` }
}

const building: Reader = (stderr, scene) => {
  const [, step = '', output = ''] = /× ([^\n]+?) did not run successfully\.[\s\S]*?(?:╰─>|-->) \[\d+ lines? of output\]\n([\s\S]*?)\n\s*\[end of output\]/.exec(stderr) ?? []
  const named = /(?:Building wheel for |Failed building wheel for |Failed to build '?|generating package metadata\.\s+(?:╰─>|-->) )([\w.-]+)/.exec(`${step}\n${stderr}`)?.[1]
  if (step === '' && named === undefined) return undefined
  const name = named ?? 'a package'
  const lines = output.split('\n').map((line) => line.trimEnd().replace(/^ {1,6}/, '')).filter((line) => line.trim() !== '').slice(-6)
  const needsCompiler = /(?:command|unable to execute|No such file or directory:|not found:?)\s*'?(?:[\w-]*-)?(?:gcc|cc|g\+\+|c\+\+|clang|cargo|rustc|cmake|make|gfortran)'?|(?:gcc|cc|g\+\+|cargo|cmake)(?:: command)?:? not found|Unknown compiler|Python\.h: No such file/i.test(output)
  return {
    message: [`${at(scene.spots[projectName(name)]) || `${scene.folder}: `}${name} has no wheel for this Python and could not be built from its source`, ...lines.map((line) => `  │ ${line}`)].join('\n'),
    hint: needsCompiler ? `name what it takes to build it: \`packages: { build: [gcc, …] }\` of the service` : 'what its build says is above; another version may have a wheel',
  }
}

const readers: readonly Reader[] = [full, hashes, building, conflict, nothingFound]

/** What it means that a view cannot be installed from. */
export const checkTrouble = (stderr: string): Trouble => {
  const [, file = ''] = /DO NOT MATCH THE HASHES[^\n]*\n\s+\S+ from file:\S*\/([^\s/]+\.whl)/.exec(stderr) ?? []
  if (file !== '') return { message: `${decodeURIComponent(file)} is damaged: it has another hash than when it came`, hint: `remove wheels/files/${decodeURIComponent(file)}, then \`make download-wheels\`` }
  const [, missing] = /Could not find a version that satisfies the requirement (.+?)(?: \(from versions|$)/m.exec(stderr) ?? []
  const [, unlisted] = /must have their versions pinned with ==\. These do not:\s*\n\s+(.+?)(?: in \S+)?\n/.exec(stderr) ?? []
  const lacking = unlisted ?? missing
  if (lacking !== undefined) return { message: `${lacking} is missing`, hint: 'remove the folder of the service in wheels/, then `make download-wheels`' }
  return pipTrouble(stderr, { folder: 'wheels', list: 'requirements.txt', spots: {}, linksOf: () => [], target: undefined, isOffline: true })
}
