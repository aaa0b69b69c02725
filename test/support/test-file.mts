import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Layers in the order they run; how many files of one run at the same time. */
export const layers = { core: 2, scenarios: 2, judges: 2, faults: 1, native: 1, engine: 1 } as const
export type Layer = keyof typeof layers

/** A file of tests as its text declares it. */
export type TestFile = {
  readonly path: string
  readonly layer: Layer
  /** Milliseconds; `// limit: 600` (seconds) among the first lines sets it. */
  readonly limit: number
  /** Every file of the engine layer, and those that say `// needs: engine`. */
  readonly needsEngine: boolean
  /** How many tests it declares, counted in its text. */
  readonly declared: number
  /** `test.only` hides the others and stays green. */
  readonly hasOnly: boolean
}

const layerOf = (path: string): Layer => {
  const [folder = ''] = path.split('/')
  return Object.keys(layers).find((layer): layer is Layer => layer === folder) ?? 'core'
}

/** Reads off a test file what the runner has to know. */
export const describeFile = (path: string, text: string): TestFile => {
  const head = text.split('\n').slice(0, 10).join('\n')
  const suites = ['test', ...[...text.matchAll(/const (\w+) = (?:suite|when)\(/g)].map(([, name = '']) => name)]
  const calls = new RegExp(`^\\s*(?:${suites.join('|')})\\(\\s*['"\`]`, 'gm')
  return {
    path,
    layer: layerOf(path),
    limit: Number(/^\/\/ limit: (\d+)/m.exec(head)?.[1] ?? 120) * 1000,
    needsEngine: layerOf(path) === 'engine' || /^\/\/ needs: engine/m.test(head),
    declared: text.match(calls)?.length ?? 0,
    hasOnly: new RegExp(`^\\s*(?:${suites.join('|')})\\.only\\(`, 'm').test(text),
  }
}

/** Every test file below a folder whose path contains one of the words. */
export const findFiles = async (folder: string, words: readonly string[]): Promise<readonly TestFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.test.mts')).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const wanted = paths.filter((path) => words.length === 0 || words.some((word) => `test/${path}`.includes(word))).sort()
  return Promise.all(wanted.map(async (path) => describeFile(path, await readFile(join(folder, path), 'utf8'))))
}
