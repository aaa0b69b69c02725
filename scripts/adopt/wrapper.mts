import type { Member } from './member.mts'

/** Whether a small wrapper can start a service, so that secrets become variables; with the whole command where it has to be written out. */
export type Wrapping = { readonly can: true; readonly command?: readonly string[] } | { readonly can: false; readonly why: string }

/** How a wrapper would start a service: gantry has to know every word, entry point first. */
export const wrappingOf = ({ source, kind, facts, known }: Member): Wrapping => {
  const { command, entrypoint, build, image } = source
  if (kind === 'postgres' || kind === 'static-web') return { can: false, why: `${kind} starts its own program` }
  if (kind === 'redis') return { can: true }
  if (facts && /^scratch$|distroless|^cgr\.dev\/chainguard\/(static|go)/.test(facts.base)) return { can: false, why: `its image ends at ${facts.base}, which has no shell` }
  if (entrypoint && entrypoint.words.length > 0) return build && facts?.entrypoint ? { can: false, why: 'it replaces the entry point of its Dockerfile' } : { can: true, command: [...entrypoint.words, ...command?.words ?? []] }
  if (!build) {
    if (known.entrypoint) return { can: true, command: [...known.entrypoint, ...command?.words ?? known.command ?? []] }
    return kind !== 'container' && kind !== 'job' && command ? { can: true } : { can: false, why: `nobody here knows the entry point of ${image ?? 'its image'}` }
  }
  if (!facts) return command ? { can: true } : { can: false, why: 'there is no Dockerfile to read its command from' }
  if (facts.entrypoint || facts.command) return { can: true }
  if (known.entrypoint) return { can: true, command: [...known.entrypoint, ...command?.words ?? known.command ?? []] }
  return command && /^(node|python|golang)(:|$)/.test(facts.base) ? { can: true } : { can: false, why: `its Dockerfile takes its command from ${facts.base}` }
}
