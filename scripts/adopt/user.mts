import { scalar } from './compose-service.mts'
import type { Crew, Member } from './member.mts'
import { get } from './tree.mts'

/** The user a program runs as: the one that is written, the image's own, else gantry's, which is said. */
export const userOf = ({ kind, source, label, facts }: Member, crew: Crew): string | undefined => {
  const { tree, build } = source
  const given = get(tree, 'user')
  const text = scalar(label, 'user', given, crew)
  if (text !== undefined && /^(image|[a-z_][a-z0-9_-]*|\d+)(:[a-z0-9_-]+)?$/.test(text)) return text
  if (kind === 'container' || kind === 'job' && !build) return 'image'
  if (facts?.user !== undefined && !/^(root|0)(:|$)/.test(facts.user)) { crew.notes.took(label, { file: facts.path, line: 0, column: 0 }, `USER ${facts.user}`, '`user: image`', 'its Dockerfile chooses the user'); return 'image' }
  const because = build ? 'its Dockerfile names none' : 'nothing names one'
  crew.notes.took(label, (build ?? source).at, `the user of ${label}`, "gantry's 1000:1000, with a read-only root", `${because}; a folder it writes to becomes a volume, \`user: image\` is root again`)
  return undefined
}
