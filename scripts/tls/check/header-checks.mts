import { hstsAge, hstsMinimum } from './hsts.mts'
import { fault, off, ok, open, some, type Check } from './line.mts'
import { headerOf, isPage, type Observed, type Page } from './observed.mts'
import { plainPages } from './redirect-checks.mts'
import { isNosniff, isPrivateReferrer, policiesOf } from './header-value.mts'

const hstsHeader = 'Strict-Transport-Security'
const hstsName = hstsHeader.toLowerCase()
const always = 'nginx: add_header … always; in every location that has one of its own (add_header_inherit merge; from 1.29.3)'

/** Every answer over TLS. */
const securePages = ({ pages: { home, others } }: Observed): readonly Page[] => [home, ...others].filter(isPage)

const hsts: Check = {
  id: 'hsts', title: 'HSTS', cap: 'A', wayOut: 'nginx: add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;',
  judge: ({ pages: { home }, expected }) => {
    if (!isPage(home)) return open(home.problem)
    const values = home.headers.filter(([name]) => name === hstsName).map(([, value]) => value)
    const [value] = values
    if (value === undefined) return expected?.isDev ? off('not in dev: a browser would hold localhost to it, on every port') : fault('not sent')
    const age = hstsAge(value)
    if (values.length > 1) return fault('sent more than once', { cap: undefined })
    if (age === undefined) return fault(`no max-age in ${JSON.stringify(value)}`)
    return age >= hstsMinimum ? ok(`${Math.floor(age / 86_400)} days`) : fault(age === 0 ? 'max-age=0 switches it off' : `${age} s is less than 180 days`)
  },
}

const plainHsts: Check = {
  id: 'hsts-plain', title: 'no HSTS over HTTP', wayOut: 'nginx: add_header Strict-Transport-Security only in servers that listen with ssl',
  judge: (observed) => {
    const pages = plainPages(observed)
    if (pages.length === 0) return undefined
    return pages.some((page) => headerOf(page, hstsName) !== undefined) ? fault('sent where browsers ignore it') : ok('not sent')
  },
}

/** Something wrong with one header of one answer. */
type Wrong = { readonly what: string; readonly where: string }

const whereOf = ({ path, status }: Page): string => `${path} (${status})`

/** Where a declared header is not as it was declared. */
const strayed = (pages: readonly Page[], wanted: Readonly<Record<string, string>>): readonly Wrong[] =>
  pages.flatMap((page) => Object.entries(wanted).flatMap(([name, value]) => {
    const found = page.headers.filter(([each]) => each === name.toLowerCase())
    if (found.length === 1 && found[0]?.[1] === value) return []
    return [{ what: `${found.length === 0 ? 'no' : found.length > 1 ? `${found.length} times` : 'another'} ${name}`, where: whereOf(page) }]
  }))

/** What an endpoint that nothing is known of has to send, whatever it holds. */
const lacking = (page: Page): readonly Wrong[] => [
  ...policiesOf(page).length === 0 ? ['Content-Security-Policy'] : [],
  ...headerOf(page, 'x-frame-options') === undefined && !policiesOf(page).some((policy) => policy.has('frame-ancestors')) ? ['X-Frame-Options'] : [],
  ...isNosniff(page) ? [] : ['X-Content-Type-Options'], ...isPrivateReferrer(page) ? [] : ['Referrer-Policy'],
  ...['Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy', 'Permissions-Policy'].filter((name) => headerOf(page, name.toLowerCase()) === undefined),
].map((name) => ({ what: `no ${name}`, where: whereOf(page) }))

/** Headers that are wrong in the same places, together. */
const together = (wrong: readonly Wrong[]): string => {
  const places = Map.groupBy(wrong, ({ what }) => what)
  const groups = Map.groupBy(places, ([, all]) => some(all.map(({ where }) => where)))
  return [...groups].map(([where, whats]) => `${whats.map(([what]) => what).join(', ')} on ${where}`).join('; ')
}

const everywhere: Check = {
  id: 'headers', title: 'headers everywhere', wayOut: always,
  judge: (observed) => {
    const pages = securePages(observed)
    const { pages: { home }, expected } = observed
    if (!isPage(home)) return open(home.problem)
    const { [hstsHeader]: _hsts, ...plainly } = expected?.headers ?? {}
    const redirects = plainPages(observed).filter(({ status }) => status >= 300 && status < 400)
    const wrong = expected ? [...strayed(pages, expected.headers), ...strayed(redirects, plainly)] : pages.flatMap(lacking)
    if (wrong.length === 0) return ok(`on ${pages.length + (expected ? redirects.length : 0)} answers: ${some([...new Set(pages.map(({ status }) => String(status)))])}`)
    return fault(together(wrong), expected ? { wayOut: `${always}; \`make render ENV=${expected.environment}\` writes them` } : {})
  },
}

const tokens: Check = {
  id: 'server-tokens', title: 'no versions told', wayOut: 'nginx: server_tokens off; proxy_hide_header X-Powered-By;',
  judge: (observed) => {
    const told = [...securePages(observed), ...plainPages(observed)].flatMap(({ headers }) => headers.filter(([name, value]) => name === 'x-powered-by' || name === 'server' && /\d/.test(value)))
    if (!isPage(observed.pages.home)) return open(observed.pages.home.problem)
    return told.length === 0 ? ok('none') : fault(some([...new Set(told.map(([name, value]) => `${name}: ${value}`))]))
  },
}

/** What every answer has to carry, and what none may. */
export const headerChecks: readonly Check[] = [hsts, plainHsts, everywhere, tokens]
