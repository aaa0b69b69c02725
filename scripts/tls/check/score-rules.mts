import { isNosniff, isPrivateReferrer, policiesOf, type Policy } from './header-value.mts'
import { hstsAge, hstsMinimum } from './hsts.mts'
import { headerOf, isPage, type Endpoint, type Page, type Pages } from './observed.mts'
import { cookiePoints } from './score-cookies.mts'
import { targetOf } from './redirect-checks.mts'

/** Points for one thing, and what for. */
export type Points = { readonly about: string; readonly points: number }

/** What the score is made of. */
export type Scored = { readonly home: Page; readonly pages: Pages; readonly endpoint: Endpoint }

const points = (about: string, value: number): readonly Points[] => value === 0 ? [] : [{ about, points: value }]
const wide = ['*', 'https:', 'http:', 'data:']

/** Whether scripts that stand in a page itself would run, or those of anybody. */
const isUnsafe = (policy: Policy): boolean => {
  const scripts = policy.get('script-src') ?? policy.get('default-src')
  const objects = policy.get('object-src') ?? policy.get('default-src')
  const isGuarded = scripts?.some((source) => /^'(nonce-|sha(256|384|512)-|strict-dynamic')/.test(source)) ?? false
  return !scripts || !objects || (scripts.includes("'unsafe-inline'") && !isGuarded) || (!isGuarded && scripts.some((source) => wide.includes(source))) || objects.some((source) => wide.includes(source))
}

const policyPoints = (policy: Policy): readonly Points[] => {
  const has = (source: string, ...directives: readonly string[]) => directives.some((name) => policy.get(name)?.includes(source))
  if (isUnsafe(policy)) return points('CSP lets unsafe scripts in', -20)
  if (has("'unsafe-eval'", 'script-src', 'default-src')) return points('CSP lets eval in', -10)
  if (has("'unsafe-inline'", 'style-src')) return []
  return policy.get('default-src')?.join() === "'none'" ? points('CSP from nothing', 10) : points('CSP', 5)
}

const csp = ({ home }: Scored): readonly Points[] => {
  const sum = (list: readonly Points[]) => list.reduce((total, each) => total + each.points, 0)
  const each = policiesOf(home).map(policyPoints)
  return each.length === 0 ? points('no CSP', -25) : each.toSorted((a, b) => sum(b) - sum(a))[0] ?? []
}

const redirect = ({ pages: { plain }, endpoint }: Scored): readonly Points[] => {
  if (!plain || !isPage(plain.home)) return []
  const target = targetOf(plain.home, `http://${endpoint.name}`)
  if (!target) return points('no redirect', -20)
  if (target.protocol !== 'https:') return points('the first redirect is not to HTTPS', -10)
  return target.hostname === new URL(endpoint.url).hostname ? [] : points('the redirect leads to another host', -5)
}

const hsts = ({ home }: Scored): readonly Points[] => {
  const age = hstsAge(headerOf(home, 'strict-transport-security') ?? '')
  return age === undefined ? points('no HSTS', -20) : age < hstsMinimum ? points('HSTS is short', -10) : []
}

const frame = ({ home }: Scored): readonly Points[] => {
  const isSet = /^(deny|sameorigin)$/i.test(headerOf(home, 'x-frame-options')?.trim() ?? '') || policiesOf(home).some((policy) => policy.has('frame-ancestors'))
  return isSet ? points('frames', 5) : points('no X-Frame-Options', -20)
}

const foreign = ({ pages }: Scored): readonly Points[] => {
  const page = pages.foreign
  const isOpen = isPage(page) && headerOf(page, 'access-control-allow-credentials') === 'true' && headerOf(page, 'access-control-allow-origin') === foreignOrigin
  return isOpen ? points('any site may act for a user (CORS)', -50) : []
}

/** Another site, on behalf of which is asked. */
export const foreignOrigin = 'https://gantry-ssl-check.invalid'

/** Scripts of others without a fingerprint, in the page itself. */
const integrity = ({ home, endpoint }: Scored): readonly Points[] => {
  const scripts = [...home.body.matchAll(/<script\b[^>]*\bsrc\s*=\s*["']?([^"'\s>]+)[^>]*>/gi)].map(([tag, source = '']) => ({ url: URL.canParse(source, endpoint.url) ? new URL(source, endpoint.url) : undefined, hasIntegrity: /\bintegrity\s*=/i.test(tag) }))
  const others = scripts.filter(({ url }) => url && url.hostname !== new URL(endpoint.url).hostname)
  const bare = others.filter(({ hasIntegrity }) => !hasIntegrity)
  if (bare.some(({ url }) => url?.protocol === 'http:')) return points('scripts of others over HTTP', -50)
  return bare.length > 0 ? points('scripts of others without integrity', -5) : points('scripts of others have integrity', others.length > 0 ? 5 : 0)
}

const isolation = ({ home }: Scored): readonly Points[] =>
  [['cross-origin-resource-policy', /^same-(origin|site)$/], ['cross-origin-embedder-policy', /^(require-corp|credentialless)$/], ['cross-origin-opener-policy', /^same-origin/]]
    .flatMap(([name, good]) => (good as RegExp).test(headerOf(home, name as string)?.trim().toLowerCase() ?? '') ? points(name as string, 10) : [])

/** What points are given and taken for. */
export const scoreRules: readonly ((scored: Scored) => readonly Points[])[] = [
  csp, ({ home }) => cookiePoints(home), foreign, redirect, hsts,
  ({ home }) => isNosniff(home) ? [] : points('no nosniff', -5), frame, ({ home }) => isPrivateReferrer(home) ? points('Referrer-Policy', 5) : [], integrity, isolation,
]
