import { fileAt } from './address.mts'
import { isFileName } from './file-name.mts'
import { besides, optionOf, requirementLines, type RequirementLine } from './requirements-file.mts'
import { readRequirement, requirementText } from './requirement.mts'
import { mistakeAt, nothingWanted, type Origin, type Reading, type Spot } from './wanted.mts'
import type { Problem } from '../stack/problem.mts'

type Gathered = {
  readonly requirements: string[]
  readonly constraints: string[]
  readonly origins: Origin[]
  readonly direct: string[]
  readonly trusted: string[]
  readonly spots: Record<string, Spot>
  readonly problems: Problem[]
  readonly seen: Set<string>
  index?: string
}

/** Options of a requirements file that pip is given as they stand. */
const passed = new Set(['--pre', '--prefer-binary', '--no-binary', '--only-binary', '--require-hashes'])

const hashes = /(?:\s--hash[=\s]\S+)+\s*$/

/** Reads a requirements file with all that it takes in; `textOf` gives the text of a file of the stack. */
export const fromRequirements = (file: string, textOf: (path: string) => string | undefined): Reading => {
  const gathered: Gathered = { requirements: [], constraints: [], origins: [], direct: [], trusted: [], spots: {}, problems: [], seen: new Set() }
  gather(file, 'requirements', gathered, textOf)
  const { requirements, constraints, index, origins, direct, trusted, spots, problems } = gathered
  if (problems.length > 0) return { problems }
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
  return { problems, wanted: { ...nothingWanted, requirements: text(requirements), constraints: text(constraints), ...index === undefined ? {} : { index }, origins, direct, trusted, spots } }
}

const gather = (file: string, into: 'requirements' | 'constraints', gathered: Gathered, textOf: (path: string) => string | undefined): void => {
  if (gathered.seen.has(`${into} ${file}`)) return
  gathered.seen.add(`${into} ${file}`)
  for (const line of requirementLines(textOf(file) ?? '')) {
    const spot = { file, line: line.number, source: line.source }
    const option = optionOf(line.text)
    if (option?.name === '--requirement' || option?.name === '--constraint') {
      const path = besides(file, option.value)
      if (path === undefined || textOf(path) === undefined) gathered.problems.push(mistakeAt('bad-requirement', spot, `${option.value} is not a file of the stack`, 'mend the path, or take the line away'))
      else gather(path, option.name === '--constraint' ? 'constraints' : into, gathered, textOf)
    } else if (option) takeOption(option, line, spot, gathered)
    else takeRequirement(line, into, spot, gathered)
  }
}

const takeOption = ({ name, value }: { readonly name: string; readonly value: string }, line: RequirementLine, spot: Spot, gathered: Gathered): void => {
  if (name === '--index-url') gathered.index = value
  else if (name === '--extra-index-url') gathered.origins.push({ is: 'index', url: value })
  else if (name === '--find-links') gathered.origins.push({ is: 'links', url: /^[a-z]+:/.test(value) ? value : besides(spot.file, value) ?? value })
  else if (name === '--trusted-host') gathered.trusted.push(value)
  else if (passed.has(name)) gathered.requirements.push(line.text)
  else if (name === '--editable') gathered.problems.push(local(spot, value))
  else gathered.problems.push(mistakeAt('bad-requirement', spot, `${name} is not an option that can be taken along`, 'take the line away, or give it to pip in the Dockerfile'))
}

const takeRequirement = ({ text }: RequirementLine, into: 'requirements' | 'constraints', spot: Spot, gathered: Gathered): void => {
  const hash = hashes.exec(text)?.[0].trim().replace(/\s+/g, ' ') ?? ''
  const bare = text.replace(hashes, '').trim()
  const requirement = readRequirement(bare)
  if (!requirement) {
    gathered.problems.push(/^\.{0,2}\/|^\.$|^file:|\/.*\.whl$/.test(bare) ? local(spot, bare) : mistakeAt('bad-requirement', spot, `${JSON.stringify(bare)} is no requirement`, 'write a name with its version, as in `flask==3.1.2`'))
    return
  }
  const { url } = requirement
  if (url !== undefined && !/^https?:/.test(url)) {
    gathered.problems.push(/^file:|^\./.test(url) ? local(spot, url) : fromRepository(spot, url))
    return
  }
  if (url !== undefined && !(URL.canParse(url) && isFileName(fileAt(url)))) {
    gathered.problems.push(mistakeAt('bad-requirement', spot, `${url} names no file`, 'name a wheel or a source archive: `name @ https://…tar.gz`'))
    return
  }
  if (into === 'requirements') gathered.spots[requirement.name] ??= spot
  gathered[into].push([url === undefined ? requirementText(requirement) : requirementText({ ...requirement, url: placed(url, gathered.direct) }), hash].filter(Boolean).join(' '))
}

/** Remembers an address outside any index, and says how it is called. */
export const placed = (url: string, direct: string[]): string => {
  direct.push(url.replace(/#.*$/, ''))
  return `{{direct}}/${direct.length - 1}/${fileAt(url)}${/#.*$/.exec(url)?.[0] ?? ''}`
}

const local = (spot: Spot, what: string): Problem =>
  mistakeAt('bad-requirement', spot, `${what} is a package of your own, not one of an index`, 'name what it needs here, and copy its source in the Dockerfile; or publish it on an index')

const fromRepository = (spot: Spot, what: string): Problem =>
  mistakeAt('bad-requirement', spot, `${what} is fetched from a repository, which a machine without internet cannot do`, 'publish it on an index, or name an archive of it: `name @ https://…tar.gz`')
