import { headerOf, type Page } from './observed.mts'

/** A content security policy: the sources of each directive. */
export type Policy = ReadonlyMap<string, readonly string[]>

/** The policies that hold for a page; each of them binds. */
export const policiesOf = ({ headers }: Page): readonly Policy[] =>
  headers.filter(([name]) => name === 'content-security-policy').flatMap(([, value]) => value.split(',')).map(readPolicy).filter(({ size }) => size > 0)

const readPolicy = (text: string): Policy => {
  const directives = text.split(';').map((part) => part.trim().split(/\s+/)).filter(([name]) => name)
  // Of a directive that stands twice the first one holds.
  return new Map(directives.map(([name = '', ...sources]) => [name.toLowerCase(), sources.map((source) => source.toLowerCase())] as const).toReversed())
}

/** Whether browsers may guess what a page is. */
export const isNosniff = (page: Page): boolean => headerOf(page, 'x-content-type-options')?.trim().toLowerCase() === 'nosniff'

const privately = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin']

/** Whether other sites learn no more than where someone comes from; the last policy that is known holds. */
export const isPrivateReferrer = (page: Page): boolean => privately.includes(headerOf(page, 'referrer-policy')?.split(',').at(-1)?.trim().toLowerCase() ?? '')
