import type { Problem, ProblemCode } from './problem.mts'

/** What may follow from a broken key of the same service; a key that is not known may stand for any of them. */
const causes: Readonly<Partial<Record<ProblemCode, readonly string[]>>> = {
  'no-image': ['kind', 'build', 'image', 'command', 'root'],
  'no-port': ['kind', 'port', 'ports'],
  'unknown-port': ['kind', 'port', 'ports'],
  'missing-key': ['kind', 'port', 'ports', 'address'],
  'no-command': ['kind', 'command', 'build', 'dev'],
  'key-of-other-kind': ['kind'],
  'no-dockerfile': ['kind', 'dockerfile'],
}

const inService = /(?:^|\.)services\.([^.]*)(?:\.([^.]*))?/

/** Tells which later problems follow from those found in the shape of the file: they are no mistakes of their own. */
export const isConsequence = (problems: readonly Problem[]): (problem: Problem) => boolean => {
  const broken = new Map<string, Set<string>>()
  for (const { code, path } of problems) {
    const [, service, key = '*'] = inService.exec(path) ?? []
    if (service !== undefined) broken.set(service, (broken.get(service) ?? new Set()).add(code === 'unknown-key' ? '*' : key))
  }
  return ({ code, path }) => {
    const keys = broken.get(inService.exec(path)?.[1] ?? '')
    return keys !== undefined && (causes[code]?.some((key) => keys.has(key) || keys.has('*')) ?? false)
  }
}
