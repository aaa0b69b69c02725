import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namesIn } from '../../scripts/shell/completion-names.mts'
import { root, run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

const names = suite('completion names')

names('are those of services, also of one environment only, and of the proxy that a route implies', () => {
  const text = 'services:\n  db: { kind: postgres }\n  api: { route: / }\nenvironments:\n  dev: { services: { mailpit: {} } }\n'
  assert.equal(namesIn(text, 'services'), ['db', 'api', 'mailpit', 'proxy'])
  assert.equal(namesIn('services: { db: { kind: postgres } }', 'services'), ['db'])
})

names('are those of environments, or the two there are without any, and of tiers', () => {
  assert.equal(namesIn('environments: { dev: {}, staging: }', 'environments'), ['dev', 'staging'])
  assert.equal(namesIn('name: x', 'environments'), ['dev', 'prod'])
  assert.equal(namesIn('tiers: { data: {}, core: }', 'tiers'), ['data', 'core'])
  assert.equal(namesIn('name: x', 'tiers'), [])
})

names('come through merged maps', () => {
  assert.equal(namesIn('x: &all\n  db: {}\nservices:\n  <<: *all\n  api: {}\n', 'services').toSorted(), ['api', 'db'])
})

names('are read from a file with mistakes as far as that goes', () => {
  assert.equal(namesIn('services:\n  db: { kind: postgres\n  api: {}\n', 'services')[0], 'db')
  assert.equal(namesIn('services:\n  db: {}\n  db: {}\n  api:\n   - [', 'services'), ['db', 'api'])
  for (const text of ['', '[]', 'services', 'services: [a, b]', 'services: 3', '\0']) assert.equal(namesIn(text, 'services'), [], text)
})

names('leave out what could not be a name: nothing in the file reaches a shell that would run it', () => {
  const hostile = ['$(touch pwned)', '`id`', "it's", 'a b', '-rf', '../x', 'a;b', 'A', 'é', 'a\\nb']
  assert.equal(namesIn(`services: { ok: {}, ${hostile.map((name) => `${JSON.stringify(name)}: {}`).join(', ')} }`, 'services'), ['ok'])
})

const asked = (cwd: string, ...words: string[]) => run(['node', join(root, 'scripts/completions.mts'), '--names', ...words], { cwd })

names('are printed for the nearest stack upwards, or nothing at all', () => withTemp(async (folder) => {
  const below = join(folder, `it's "a" $(sub) folder`, 'deep')
  await mkdir(below, { recursive: true })
  assert.equal(await asked(below, 'services'), { code: 0, signal: null, stdout: '', stderr: '' })
  await writeFile(join(folder, 'stack.yaml'), 'services: { db: {}, api: {} }')
  assert.equal(await asked(below, 'services'), { code: 0, signal: null, stdout: 'db\napi\n', stderr: '' })
  for (const words of [[], ['quux'], ['--help']]) assert.equal((await asked(below, ...words)).stdout, '')
  await writeFile(join(folder, 'stack.yaml'), `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(900)}]\nc: [${'*b,'.repeat(900)}]`)
  assert.equal(await asked(below, 'services'), { code: 0, signal: null, stdout: '', stderr: '' })
}))

names('are there at once', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'stack.yaml'), `services:\n${Array.from({ length: 50 }, (_, index) => `  s${index}: { kind: container, image: busybox }\n`).join('')}`)
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') }
  const took = async (argv: readonly string[]) => {
    const start = performance.now()
    await run(argv, { cwd: folder, env })
    return performance.now() - start
  }
  const names = ['node', join(root, 'scripts/completions.mts'), '--names', 'services']
  await took(names)
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) times.push(await took(names) - await took(['node', '-e', '0']))
  // Node's own start is about 40 ms: what comes on top has to stay well below 110.
  assert.ok(Math.min(...times) < 110, `${times.map(Math.round).join(', ')} ms more than Node itself`)
}))

names.run()
