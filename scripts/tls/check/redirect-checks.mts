import { fault, off, ok, open, type Check, type Judgement } from './line.mts'
import { headerOf, isPage, type Endpoint, type NoPage, type Observed, type Page } from './observed.mts'

/** Where a redirect leads; undefined when it is none. */
export const targetOf = (page: Page, base: string): URL | undefined => {
  const location = headerOf(page, 'location')
  return page.status >= 300 && page.status < 400 && location !== undefined && URL.canParse(location, base) ? new URL(location, base) : undefined
}

const isPermanent = ({ status }: Page): boolean => status === 301 || status === 308
const nobody = ({ plain }: Endpoint): string => `where ${plain ?? 'plain HTTP'} is, nothing listens`

const judgeTarget = (page: Page, { name, port, url }: Endpoint): Judgement => {
  const target = targetOf(page, `http://${name}`)
  if (!target) return fault(`http://${name}${page.path} is answered with ${page.status}`)
  if (target.protocol !== 'https:') return fault(`the first step leads to ${target.origin}`)
  if (target.hostname !== new URL(url).hostname) return fault(`it leads to another host, ${target.host}`)
  if (Number(target.port || 443) !== port) return fault(`it leads to port ${target.port || 443}`)
  if (target.pathname !== page.path) return fault(`${page.path} leads to ${target.pathname}`)
  return isPermanent(page) ? ok(`${page.status} to the same page`) : fault(`it is not for good: ${page.status}`)
}

const redirect: Check = {
  id: 'redirect', title: 'HTTP leads to HTTPS', wayOut: 'nginx: server { listen 80; return 301 https://$host$request_uri; }',
  judge: ({ endpoint, pages: { plain }, expected }) => {
    if (!plain) return open('nobody said where plain HTTP is', 'give --http ADDRESS:PORT')
    const pages = [plain.home, plain.missing]
    const silent = pages.find((page): page is NoPage => !isPage(page))
    if (silent) return silent.isRefused ? ok(nobody(endpoint)) : open(silent.problem)
    const judged = pages.filter(isPage).map((page) => judgeTarget(page, endpoint))
    const bad = judged.find(({ verdict }) => verdict === 'fail')
    if (bad && expected && !expected.redirects) return expected.isDev ? off('not in dev') : { ...bad, wayOut: `\`tls: { redirect: true }\` in stack.yaml (environments.${expected.environment})` }
    return bad ?? judged[0] ?? open('not asked')
  },
}

const acme: Check = {
  id: 'acme-path', title: 'ACME answers', wayOut: '`make render`, then `make restart ARGS=proxy`: /.well-known/acme-challenge/ has to be answered over plain HTTP',
  judge: ({ pages: { plain }, expected }) => {
    if (!expected?.answersAcme || !plain) return undefined
    if (!isPage(plain.acme)) return plain.acme.isRefused ? fault('nothing listens for plain HTTP') : open(plain.acme.problem)
    return plain.acme.status === 404 ? ok('over plain HTTP, without a redirect') : fault(`a missing answer is answered with ${plain.acme.status}, not 404`)
  },
}

/** Whether a page came over plain HTTP with a header; for headers that have no place there. */
export const plainPages = ({ pages: { plain } }: Observed): readonly Page[] => plain ? [plain.home, plain.missing].filter(isPage) : []

/** How plain HTTP is answered. */
export const redirectChecks: readonly Check[] = [redirect, acme]
