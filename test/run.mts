import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { splitWords } from '../scripts/stack/words.mts'
import { killAll, runFile, type Result } from './support/test-child.mts'
import { findFiles, layers, type Layer, type TestFile } from './support/test-file.mts'

const root = join(import.meta.dirname, '..')

/** Empty when an engine answers, otherwise why none does. */
const missingEngine = (): Promise<string> =>
  new Promise((resolve) => {
    execFile('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 }, (error, stdout, stderr) =>
      resolve(!error && stdout.trim() ? '' : (stderr.trim().split('\n').at(-1) || error?.message.split('\n')[0]) ?? 'docker version names no server'))
  })

/** The result of a file that is left out because no engine answers. */
const leftOut = (file: TestFile, why: string, isRequired: boolean): Result => ({
  passed: 0, failed: isRequired ? Math.max(1, file.declared) : 0, skipped: isRequired ? 0 : file.declared, seconds: 0, output: '',
  trouble: isRequired ? `an engine is required: ${why}` : '',
})

const say = (file: TestFile, { passed, failed, skipped, seconds, trouble, output }: Result): void => {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(Boolean).join(', ')
  const reasons = output.split('\n').filter((line) => line.startsWith('skipped: ')).map((line) => `    ${line}\n`).join('')
  process.stdout.write(`${trouble ? '✖' : '✔'} ${file.path}  ${counts}  ${seconds.toFixed(1)} s${trouble ? `  ${trouble}\n${output}` : ''}\n${reasons}`)
}

/** Runs the files of one layer, some at a time, and prints its time. */
const runLayer = async (layer: Layer, files: readonly TestFile[], noEngine: string): Promise<readonly Result[]> => {
  const start = performance.now()
  const waiting = [...files]
  const results: Result[] = []
  const isLeftOut = ({ needsEngine }: TestFile) => needsEngine && noEngine !== ''
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const result = isLeftOut(file) ? leftOut(file, noEngine, process.env['REQUIRE_ENGINE'] === '1') : await runFile(root, file)
      results.push(result)
      if (!isLeftOut(file) || result.failed > 0) say(file, result)
    }
  }
  await Promise.all(Array.from({ length: layers[layer] }, work))
  const out = files.filter(isLeftOut)
  const without = out.length > 0 ? `, without ${out.reduce((sum, { declared }) => sum + declared, 0)} tests of ${out.length} files: no engine (${noEngine})` : ''
  console.log(`${layer}: ${files.length} files, ${((performance.now() - start) / 1000).toFixed(1)} s${without}\n`)
  return results
}

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)
  process.on(signal, () => { killAll(); process.exit(code) })

const words = [...process.argv.slice(2), ...(splitWords(process.env['GANTRY_ARGS'] ?? '') ?? [])]
const files = await findFiles(join(root, 'test'), words)
if (files.length === 0) {
  console.error(words.length > 0 ? `no test file has ${words.join(' or ')} in its path` : 'there are no test files')
  process.exitCode = 1
}
const noEngine = files.some(({ needsEngine }) => needsEngine) ? await missingEngine() : ''
const results: Result[] = []
for (const layer of Object.keys(layers) as Layer[]) {
  const own = files.filter((file) => file.layer === layer)
  if (own.length > 0) results.push(...await runLayer(layer, own, noEngine))
}
const sum = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, result) => total + result[key], 0)
if (sum('failed') > 0) process.exitCode = 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
