import { projectName } from './file-name.mts'

/** One requirement (PEP 508): what is wanted, from where, and when. */
export type Requirement = {
  /** As indexes compare it. */
  readonly name: string
  readonly extras: readonly string[]
  /** Version clauses as they are written, in order of their text: `<4`, `>=3`. */
  readonly clauses: readonly string[]
  readonly url?: string
  readonly marker?: string
}

const form = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/s

const words = (text: string): readonly string[] => text.split(',').map((word) => word.replace(/\s+/g, '')).filter((word) => word !== '').sort()

/** Reads a requirement; undefined where it is none. */
export const readRequirement = (text: string): Requirement | undefined => {
  const match = form.exec(text.trim())
  if (!match) return undefined
  const [, name = '', extras = '', rest = ''] = match
  const common = { name: projectName(name), extras: words(extras).map(projectName) }
  if (rest.startsWith('@')) {
    const [, url = '', marker] = /^@\s*(\S+)(?:\s+;\s*(.*))?$/s.exec(rest) ?? []
    return url === '' ? undefined : { ...common, clauses: [], url, ...marker ? { marker } : {} }
  }
  const [specifier = '', ...more] = rest.split(';')
  const marker = more.join(';').trim()
  const clauses = words(specifier.trim().replace(/^\((.*)\)$/s, '$1'))
  if (clauses.some((clause) => !/^(?:===|[=!<>~]=|[<>])[\w.*+!-]+$/.test(clause))) return undefined
  return { ...common, clauses, ...marker ? { marker } : {} }
}

/** A requirement as one line. */
export const requirementText = ({ name, extras, clauses, url, marker }: Requirement): string =>
  `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${url === undefined ? clauses.join(',') : ` @ ${url}`}${marker === undefined ? '' : ` ; ${marker}`}`
