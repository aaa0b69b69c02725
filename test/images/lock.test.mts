import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { basesOf, lockSteps, mayBeLocal, movesOf, type Answer, type LockSeen } from '../../scripts/images/lock.mts'
import { readPins } from '../../scripts/kinds/recipe-images.mts'

const [one, two, three] = [1, 2, 3].map((digit) => `sha256:${String(digit).repeat(64)}`) as [string, string, string]
const seen = (text: string | undefined, answers: Readonly<Record<string, Answer>>, isWhole = true): LockSeen =>
  ({ text, isWhole, bases: Object.entries(answers).map(([name, answer]) => ({ name, asked: name, owners: ['api'], answer })) })
const written = (input: LockSeen): string | undefined => { const [step] = lockSteps(input); return step?.do === 'write' ? step.content : undefined }

const test = suite('images.lock')

test('base images are those of the recipes, each once, without a digest, by what the image map has in their place', () => {
  const recipe = (name: string, images: object) => ({ recipe: { name, images } })
  const environment = { images: { 'nginx:1.30': 'mirror.example/nginx:1.30' }, workloads: [recipe('web', { build: `node:24@${one}`, run: 'nginx:1.30' }), recipe('api', { build: 'node:24', run: 'node:24' }), {}] }
  assert.equal(basesOf([environment, { ...environment, images: {} }] as unknown as Parameters<typeof basesOf>[0]), [
    { name: 'nginx:1.30', asked: 'mirror.example/nginx:1.30', owners: ['web'] },
    { name: 'node:24', asked: 'node:24', owners: ['api', 'web'] },
  ])
})

test('a new digest takes the place of the old one, in the order of names', () => {
  const text = written(seen(`node:24@${one}\n`, { 'node:24': { digest: two }, 'alpine:3.23': { digest: three } }))
  assert.is(text, `# Digests of the base images in rendered Dockerfiles: \`make build ARGS=--update\` moves them.\nalpine:3.23@${three}\nnode:24@${two}\n`)
  assert.equal([...readPins(text ?? '')], [['alpine:3.23', three], ['node:24', two]])
})
test('the same digests are no step', () => assert.equal(lockSteps(seen(`# mine\nnode:24@${one}`, { 'node:24': { digest: one } })), []))
test('a registry that does not answer leaves the pin', () => {
  assert.equal(lockSteps(seen(`node:24@${one}\n`, { 'node:24': { unanswered: 'no such host' } })), [])
  assert.match(written(seen(`node:24@${one}\n`, { 'node:24': { unanswered: 'no such host' }, 'go:1': { digest: two } })) ?? '', `go:1@${two}\nnode:24@${one}\n`)
})
test('a pin that nothing uses goes, once every environment was looked at', () => {
  const answers = { 'node:24': { digest: one } }
  assert.is(written(seen(`node:22@${two}\nnode:24@${one}\n`, answers))?.includes('node:22'), false)
  assert.equal(lockSteps(seen(`node:22@${two}\nnode:24@${one}\n`, answers, false)), [])
})
test('where nothing can be pinned there is no file', () => {
  const input = seen(undefined, { 'node:24': { unpinnable: 'it is here only' } })
  assert.equal([lockSteps(input), movesOf(input).map(({ before, after, why }) => [before, after, why])], [[], [[undefined, undefined, 'it is here only']]])
})
test('a name without a registry may be on this machine only', () => {
  const rows = [['node:24', true], ['localhost/gantry/node:24', true], ['team/node:24', true], ['localhost:5000/node:24', false], ['mirror.example/node:24', false]] as const
  for (const [name, expected] of rows) assert.is(mayBeLocal(name), expected, name)
})

test.run()
