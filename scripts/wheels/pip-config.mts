/** What the user has told pip about where packages come from. */
export type PipSettings = {
  readonly index: string
  readonly extra: readonly string[]
  readonly links: readonly string[]
  readonly trusted: readonly string[]
  /** A file of certificates to trust. */
  readonly certificate?: string
  /** Seconds without a byte after which a request is given up, and how often it is tried again. */
  readonly timeout: number
  readonly retries: number
}

const defaults: PipSettings = { index: 'https://pypi.org/simple', extra: [], links: [], trusted: [], timeout: 15, retries: 3 }

type Values = Readonly<Record<string, string>>

/** Reads a pip.conf: the keys of [global], then those of [install] and [wheel] over them. */
export const readPipConfig = (text: string): Values => {
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> = {}
  let key = ''
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? []
    const [, own, value = ''] = /^([A-Za-z][\w-]*)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (/^\s*[#;]|^\s*$/.test(line)) continue
    if (name !== undefined) sections.set(name, section = sections.get(name) ?? {})
    else if (own !== undefined) section[key = plain(own)] = value.trim()
    else if (/^\s+\S/.test(line) && key !== '') section[key] = `${section[key] ?? ''} ${line.trim()}`.trim()
  }
  return { ...sections.get('global'), ...sections.get('install'), ...sections.get('wheel') }
}

const plain = (key: string): string => key.toLowerCase().replaceAll('_', '-').replace(/^default-timeout$/, 'timeout')

/** The same from PIP_INDEX_URL and its like. */
export const pipVariables = (variables: Readonly<Record<string, string | undefined>>): Values =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => name.startsWith('PIP_') && value !== undefined && value !== '' ? [[plain(name.slice(4)), value]] : []))

const words = (text: string | undefined): readonly string[] => text?.split(/\s+/).filter((word) => word !== '') ?? []
const number = (text: string | undefined, otherwise: number): number => text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : otherwise

/** Settings out of values, those that come later going before. */
export const pipSettings = (...values: readonly Values[]): PipSettings => {
  const all: Values = Object.assign({}, ...values)
  const isAlone = /^(?:1|true|yes|on)$/i.test(all['no-index'] ?? '')
  return {
    index: isAlone ? '' : all['index-url'] ?? defaults.index, extra: isAlone ? [] : words(all['extra-index-url']), links: words(all['find-links']), trusted: words(all['trusted-host']),
    timeout: number(all['timeout'], defaults.timeout), retries: number(all['retries'], defaults.retries), ...all['cert'] ? { certificate: all['cert'] } : {},
  }
}

/** Logins of a .netrc by host, `user:password`; the default one under the empty name. */
export const readNetrc = (text: string): ReadonlyMap<string, string> => {
  const logins = new Map<string, string>()
  const tokens = text.replace(/^\s*#.*$/gm, '').split(/\s+/).filter((token) => token !== '')
  let host: string | undefined
  let login = ''
  for (let at = 0; at < tokens.length; at++) {
    const value = tokens[at + 1] ?? ''
    if (tokens[at] === 'default') [host, login] = ['', '']
    else if (tokens[at] === 'machine') [host, login, at] = [value, '', at + 1]
    else if (tokens[at] === 'login') [login, at] = [value, at + 1]
    else if (tokens[at] === 'password' && host !== undefined) {
      logins.set(host, `${login}:${value}`)
      at += 1
    }
  }
  return logins
}
