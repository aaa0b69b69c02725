/** An address without the user and password in it, as it may be shown. */
export const shown = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/i, '$1****@')

/** Every address in a text, shown that way. */
export const withoutSecrets = (text: string): string => text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^/?#\s"']*@/gi, '$1****@')

/** Whether an address carries a user or a password. */
export const hasCredentials = (url: string): boolean => shown(url) !== url

/** A place on the network with what opens it. */
export type Access = { readonly url: string; readonly authorization?: string }

/** Logins by host, as ~/.netrc has them, and by origin (`https://host`), as addresses have them in them. */
export type Logins = ReadonlyMap<string, string>

/** The login in an address. */
export const loginIn = (url: string): readonly (readonly [origin: string, login: string])[] => {
  if (!URL.canParse(url)) return []
  const { username, password, origin } = new URL(url)
  return username === '' && password === '' ? [] : [[origin, `${decodeURIComponent(username)}:${decodeURIComponent(password)}`]]
}

/** An address without its login, and the header that this makes, or one that is known for that place. */
export const accessTo = (url: string, logins: Logins): Access => {
  if (!URL.canParse(url)) return { url }
  const parsed = new URL(url)
  const own = loginIn(url)[0]?.[1]
  parsed.username = ''
  parsed.password = ''
  const login = own ?? logins.get(parsed.origin) ?? logins.get(parsed.hostname) ?? logins.get('')
  return { url: parsed.href, ...login === undefined || !/^https?:/.test(url) ? {} : { authorization: `Basic ${Buffer.from(login, 'utf8').toString('base64')}` } }
}

/** The file that an address ends in. */
export const fileAt = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? ''

/** The page of a project below the address of an index. */
export const projectPage = (index: string, project: string): string => `${index.replace(/\/+$/, '')}/${project}/`

/** A text with `${NAME}` taken from the variables, as pip does it in requirements files; one that is not set stays. */
export const expanded = (text: string, variables: Readonly<Record<string, string | undefined>>): string =>
  text.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => variables[name] ?? whole)
