import { splitWords } from '../stack/words.mts'
import type { ComposeService } from './compose-service.mts'
import type { Place } from './notes.mts'
import { get, textOf, textsOf, type Tree } from './tree.mts'

/** What a health check runs: words, or a line for a shell. */
export type Test = { readonly words: readonly string[]; readonly isShell: boolean; readonly at: Place }

/** Takes a `test:` apart; undefined for `NONE` and for nothing. */
export const testOf = (tree: Tree | undefined): Test | undefined => {
  if (tree === undefined) return undefined
  if (tree.is === 'leaf') return { words: [textOf(tree) ?? ''], isShell: true, at: tree.at }
  const [first = '', ...rest] = textsOf(tree)
  if (first === 'NONE' || rest.length === 0) return undefined
  return { words: rest, isShell: first === 'CMD-SHELL', at: tree.at }
}

/** The address a health check asks inside the container, when that is all it does. */
export const urlOf = ({ words, isShell }: Pick<Test, 'words' | 'isShell'>): { readonly port: number; readonly path: string } | undefined => {
  const line = isShell ? words.join(' ').replace(/\s*(\|\|\s*(exit\s+\d+|false|kill\s+1)|(&>|2>&1|>{1,2}|2>)\s*\S*)\s*/g, ' ').trim() : undefined
  const all = line === undefined ? words : splitWords(line)
  if (!all || !/(^|\/)(curl|wget)$/.test(all[0] ?? '') || line !== undefined && /[|;&`]|\$\(/.test(line)) return undefined
  const isPlain = !all.some((word) => /^(-X|-d|--data.*|--post.*|-H|--header.*|-u|--user|-k|--insecure|--no-check-certificate|--resolve.*)$/.test(word))
  const urls = all.filter((word) => /^(http:\/\/)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(:\d+)?(\/\S*)?$/.test(word))
  const [, port, path] = /^(?:http:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/\S*)?$/.exec(urls[0] ?? '') ?? []
  return isPlain && urls.length === 1 ? { port: Number(port ?? 80), path: path ?? '/' } : undefined
}

/** The address that a service's own health check asks. */
export const probedUrl = (service: ComposeService): { readonly port: number; readonly path: string } | undefined => {
  const test = testOf(get(get(service.tree, 'healthcheck'), 'test'))
  return test && urlOf(test)
}
