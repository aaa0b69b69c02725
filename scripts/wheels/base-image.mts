/** The image that the built stage of a Dockerfile stands on, through the stages it is made from; undefined where a variable decides. */
export const baseImage = (text: string, target?: string): string | undefined => {
  const values = new Map<string, string>()
  const stages = new Map<string, string>()
  let base = ''
  for (const line of text.replace(/^\s*#.*\n?/gm, '').replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [, variable, value] = /^\s*ARG\s+(\w+)=(.*)$/i.exec(line) ?? []
    if (variable !== undefined && stages.size === 0) values.set(variable, (value ?? '').trim().replace(/^(['"])(.*)\1$/, '$2'))
    const [, from, name] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? []
    if (from === undefined) continue
    base = stages.get(from.toLowerCase()) ?? filled(from, values)
    stages.set((name ?? String(stages.size)).toLowerCase(), base)
  }
  const found = (target === undefined ? undefined : stages.get(target.toLowerCase())) ?? base
  return found === '' || found === 'scratch' || found.includes('$') ? undefined : found
}

const filled = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (whole, name: string | undefined, fallback: string | undefined, plain: string | undefined) => values.get(name ?? plain ?? '') ?? fallback ?? whole)
