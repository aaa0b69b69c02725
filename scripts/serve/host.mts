/** The host of a request, without port and in small letters; one in the target comes first. */
export const hostOf = (target: string, header: string | undefined): string => {
  const named = /^https?:\/\/([^/?]*)/i.exec(target)?.[1] ?? header ?? ''
  return named.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

/** Whether a host is one of these names and addresses; `*.name` stands for one label. */
export const isOneOf = (names: readonly string[], host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const wildcard = bare.replace(/^[^.]+/, '*')
  return names.some((name) => name.toLowerCase() === bare || name.startsWith('*.') && name.toLowerCase() === wildcard)
}
