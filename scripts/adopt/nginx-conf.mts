/** One directive of an nginx file, with the block below it. */
export type Directive = { readonly name: string; readonly args: readonly string[]; readonly line: number; readonly block: readonly Directive[] }

/** Text of an nginx file → its directives; undefined when braces do not match. */
export const readNginx = (text: string): readonly Directive[] | undefined => {
  const tokens = tokensOf(text)
  let at = 0
  const block = (isRoot: boolean): readonly Directive[] | undefined => {
    const found: Directive[] = []
    let words: { readonly text: string; readonly line: number }[] = []
    for (; at < tokens.length; at++) {
      const token = tokens[at] ?? { text: '', line: 0 }
      if (token.text === '}') return isRoot || words.length > 0 ? undefined : found
      if (token.text !== ';' && token.text !== '{') { words.push(token); continue }
      const [first, ...args] = words
      if (!first) return undefined
      words = []
      let inner: readonly Directive[] | undefined = []
      if (token.text === '{') { at++; inner = block(false); if (!inner) return undefined }
      found.push({ name: first.text, args: args.map((one) => one.text), line: first.line, block: inner })
    }
    return isRoot && words.length === 0 ? found : undefined
  }
  return block(true)
}

const tokensOf = (text: string) => {
  const tokens: { readonly text: string; readonly line: number }[] = []
  let line = 1
  for (const match of text.matchAll(/\n|#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|[{};]|(?:\$\{[^}]*\}|[^\s;{}])+/g)) {
    if (match[0] === '\n') line++
    else if (!match[0].startsWith('#')) { tokens.push({ text: match[1] ?? match[2] ?? match[0], line }); line += match[0].split('\n').length - 1 }
  }
  return tokens
}

/** What a location of an nginx file does. */
export type Location = {
  readonly path: string
  readonly isExact: boolean
  readonly hosts: readonly string[]
  readonly line: number
  /** Where requests go, and whether the path is taken off before. */
  readonly to?: { readonly host: string; readonly port: number; readonly strip: boolean; /** Further servers of the same upstream. */ readonly others: readonly string[] }
  readonly websocket: boolean
  /** Files it serves. */
  readonly files?: { readonly folder: string; readonly isAlias: boolean; readonly fallback: string | undefined }
  /** Why it can not be said as a route. */
  readonly trouble?: string
}

/** Every location of a file, in its order, and what else is worth to know of it. */
export const locationsOf = (root: readonly Directive[]) => {
  const http = root.flatMap((one) => one.name === 'http' ? one.block : [one])
  const upstreams = new Map(http.filter(({ name }) => name === 'upstream').map(({ args, block }) => [args[0] ?? '', block.filter(({ name }) => name === 'server').map(({ args: [address = ''] }) => address)]))
  const servers = http.filter(({ name }) => name === 'server')
  const body = [...http, ...servers.flatMap(({ block }) => block)].find(({ name }) => name === 'client_max_body_size')?.args[0]
  return { body, locations: servers.flatMap((server) => ofServer(server, upstreams)), others: others(servers.flatMap(({ block }) => block)) }
}

const own: ReadonlySet<string> = new Set(['listen', 'server_name', 'location', 'root', 'index', 'client_max_body_size', 'proxy_set_header', 'proxy_http_version', 'proxy_pass', 'proxy_redirect', 'proxy_buffering', 'charset', 'access_log', 'error_log', 'return', 'sendfile', 'keepalive_timeout', 'include', 'default_type', 'try_files', 'resolver', 'set', 'gzip', 'gzip_types', 'proxy_read_timeout', 'proxy_connect_timeout', 'proxy_send_timeout', 'tcp_nopush', 'proxy_cache_bypass', 'alias'])

/** Directives that change what visitors see and that routes do not say. */
const others = (directives: readonly Directive[]): readonly string[] =>
  [...new Set(directives.flatMap((one) => [one, ...one.block]).map(({ name }) => name).filter((name) => !own.has(name)))]

const ofServer = ({ block }: Directive, upstreams: ReadonlyMap<string, readonly string[]>): readonly Location[] => {
  const argsOf = (name: string) => block.find((one) => one.name === name)?.args ?? []
  const hosts = argsOf('server_name').filter((name) => !/^(_|localhost|\$.*|""|127\.0\.0\.1|)$/.test(name))
  const folder = argsOf('root')[0]
  const locations = block.filter(({ name }) => name === 'location').map((location) => ofLocation(location, hosts, folder, upstreams))
  const isRedirect = block.some(({ name, args }) => name === 'return' && args.join(' ').includes('https://'))
  const implied: readonly Location[] = folder !== undefined && !isRedirect && !locations.some(({ path }) => path === '/') ? [{ path: '/', isExact: false, hosts, line: 0, websocket: false, files: { folder, isAlias: false, fallback: fallbackOf(block) } }] : []
  return [...locations, ...implied]
}

const fallbackOf = (block: readonly Directive[]): string | undefined => {
  const last = block.find(({ name }) => name === 'try_files')?.args.at(-1)
  return last?.startsWith('/') ? last.replace(/\?.*$/, '') : undefined
}

const ofLocation = ({ args, block, line }: Directive, hosts: readonly string[], root: string | undefined, upstreams: ReadonlyMap<string, readonly string[]>): Location => {
  const modifier = args.length > 1 ? args[0] ?? '' : ''
  const path = args.at(-1) ?? '/'
  const isWebsocket = block.some(({ name, args: words }) => name === 'proxy_set_header' && words[0]?.toLowerCase() === 'upgrade')
  const base = { path, isExact: modifier === '=', hosts, line, websocket: isWebsocket }
  if (modifier.startsWith('~')) return { ...base, trouble: `it matches by an expression (${modifier} ${path}), and a route has a path` }
  const find = (name: string) => block.find((one) => one.name === name)
  const pass = find('proxy_pass')?.args[0]
  if (pass !== undefined) return passed(base, pass, upstreams)
  const other = ['uwsgi_pass', 'fastcgi_pass', 'grpc_pass', 'scgi_pass'].find((name) => find(name))
  if (other) return { ...base, trouble: `it speaks ${other.replace('_pass', '')} to ${find(other)?.args[0] ?? ''}, and gantry's proxy speaks http` }
  const folder = find('alias')?.args[0] ?? find('root')?.args[0] ?? (path === '/' || find('try_files') ? root : undefined)
  if (folder !== undefined) return { ...base, files: { folder, isAlias: find('alias') !== undefined, fallback: fallbackOf(block) } }
  return { ...base, trouble: find('return') ? `it answers by itself (return ${find('return')?.args.join(' ') ?? ''})` : 'it neither passes on nor serves files' }
}

const passed = (base: Omit<Location, 'to' | 'trouble' | 'files'>, pass: string, upstreams: ReadonlyMap<string, readonly string[]>): Location => {
  const [, scheme, authority = '', uri] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(pass) ?? []
  if (scheme !== 'http' || authority.includes('$')) return { ...base, trouble: `it passes on to ${pass}, which is not a plain http://service:port` }
  const [address = authority, ...others] = upstreams.get(authority) ?? []
  const [, host = '', port] = /^([^:]+)(?::(\d+))?$/.exec(address) ?? []
  const plainUri = uri === undefined || uri === base.path
  if (!plainUri && uri !== '/') return { ...base, trouble: `it passes on to the path ${uri}, and a route keeps the path or takes it off` }
  return { ...base, to: { host, port: Number(port ?? 80), strip: !plainUri && base.path !== '/', others } }
}
