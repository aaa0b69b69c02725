import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failureOf } from '../../scripts/build/failure.mts'
import { instructionsOf } from '../../scripts/build/instruction.mts'
import { moving } from '../../scripts/build/moving.mts'
import { absorb, noTrace, sentBytes, type Trace } from '../../scripts/build/trace.mts'

const test = suite('build: what BuildKit says while it works')

const at = (seconds: number): string => new Date(1_800_000_000_000 + seconds * 1000).toISOString()
const line = (value: object): string => JSON.stringify(value)
const vertex = (digest: string, name: string, more: object = {}): string => line({ vertexes: [{ digest, name, ...more }] })
const log = (digest: string, text: string, stream = 1): string => line({ logs: [{ vertex: digest, stream, data: Buffer.from(text).toString('base64') }] })
const read = (...rows: readonly string[]): Trace => rows.reduce(absorb, noTrace)

const install = 'RUN --mount=type=cache,target=/c   NPM_CONFIG_USERCONFIG=/x   npm ci'
const whole = [
  vertex('i', '[internal] load build context', { started: at(0), completed: at(1) }),
  line({ statuses: [{ id: 'transferring context:', vertex: 'i', current: 400 }] }), line({ statuses: [{ id: 'transferring context:', vertex: 'i', current: 1200 }] }),
  vertex('c', '[production 2/2] COPY . .', { inputs: ['b'], started: at(9), completed: at(10) }),
  vertex('b', `[dependencies 2/3] ${install}`, { inputs: ['a'], started: at(1), completed: at(9) }),
  vertex('a', '[dependencies 1/3] COPY package.json ./', { started: at(1), completed: at(1), cached: true }),
  vertex('f', '[base 1/1] FROM example/node:24', { started: at(0), completed: at(1), cached: true }),
]

test('instructions stand after what they are made from; base images and its own doings are none', () =>
  assert.equal(instructionsOf(read(...whole)), [
    { stage: 'dependencies', number: 1, count: 3, text: 'COPY package.json ./', cached: true, ms: 0 },
    { stage: 'dependencies', number: 2, count: 3, text: 'RUN --mount=type=cache,target=/c NPM_CONFIG_USERCONFIG=/x npm ci', cached: false, ms: 8000 },
    { stage: 'production', number: 2, count: 2, text: 'COPY . .', cached: false, ms: 1000 },
  ]))

test('with several platforms the platform is part of the stage', () =>
  assert.equal(instructionsOf(read(vertex('a', '[linux/arm64 production 1/2] COPY . .', { started: at(0), completed: at(1) }))).map(({ stage }) => stage), ['linux/arm64 production']))

test('what was sent is the last number of each transfer', () => assert.is(sentBytes(read(...whole)), 1200))

test('while it runs: what began first and has not ended, without mounts and variables, and its last line', () => {
  const trace = read(vertex('b', `[dependencies 2/3] ${install}`, { started: at(1) }), vertex('z', '[other 1/1] COPY a b', { started: at(2) }), log('b', 'fetching\nadded 12'), log('b', '0 packages\n'))
  assert.is(moving([{ service: 'api', began: 1000, trace }, { service: 'ai', began: 11_000, trace: noTrace }], 1, 3, 13_400), [
    '1 of 3 images built', '  api   12 s  dependencies 2/3  RUN npm ci: added 120 packages', '  ai     2 s  begins',
  ].join('\n'))
})

test('a step that fails: where, what, its last lines, and the way out', () => {
  const trace = read(
    vertex('b', '[dependencies 2/3] RUN npm ci', { started: at(1) }), log('b', `${Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')}\nnpm error \`npm ci\` can only install packages when your package.json and package-lock.json are in sync\n`),
    vertex('x', '[other 1/1] RUN sleep 9', { started: at(1), completed: at(2), error: 'process "/bin/sh -c sleep 9" did not complete successfully: exit code: 137: context canceled' }),
    vertex('b', '[dependencies 2/3] RUN npm ci', { started: at(1), completed: at(2), error: 'process "/bin/sh -c npm ci" did not complete successfully: exit code: 1' }),
    'api.Dockerfile:9', '--------------------', '   9 | >>> RUN npm ci', '--------------------',
    'ERROR: failed to build: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
  )
  const { message, hint } = failureOf(trace, 'dockerfile/api.Dockerfile')
  assert.is(message.split('\n')[0], 'dockerfile/api.Dockerfile:9: RUN npm ci: ended with 1')
  assert.equal([message.split('\n').length, message.split('\n')[1]], [13, '  line 19'])
  assert.is(hint, 'run `npm install` in that folder and commit package-lock.json')
})

test('what it says on stderr is told even where it came before all the rest', () => {
  const failed = vertex('b', '[2/2] RUN make', { started: at(1), completed: at(2), error: 'process "/bin/sh -c make" did not complete successfully: exit code: 2' })
  const many = Array.from({ length: 30 }, (_, index) => `line ${index}`)
  const toldOf = (...logs: readonly string[]): readonly string[] => failureOf(read(vertex('b', '[2/2] RUN make', { started: at(1) }), ...logs, failed), 'Dockerfile').message.split('\n').slice(1)
  const early = toldOf(log('b', 'no such thing\n', 2), log('b', many.join('\n')))
  assert.equal([early.length, early[0], early[1], early.at(-1)], [12, '  no such thing', '  line 19', '  line 29'])
  assert.equal(toldOf(log('b', 'one\n'), log('b', 'two\n', 2), log('b', 'three\n')), ['  one', '  two', '  three'])
})

for (const [what, words, message, hint] of [
  ['an image that cannot be fetched', ['ERROR: failed to build: failed to solve: python:9: failed to resolve source metadata for python:9: failed to do request: no such host'], 'python:9: failed to resolve source metadata for python:9: failed to do request: no such host', /^the image cannot be fetched/],
  ['a file that is not there', ['Dockerfile:4', '--------------------', 'ERROR: failed to build: failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/x": not found'], 'api/Dockerfile:4: "/x": not found', /^it is not in the build folder/],
  ['a full disk', ['ERROR: failed to build: failed to solve: write /var/lib/x: no space left on device'], 'write /var/lib/x: no space left on device', /^the disk of the engine is full/],
  ['a typing mistake', ['Dockerfile:1', '--------------------', 'ERROR: failed to build: failed to solve: dockerfile parse error on line 1: unknown instruction: FROMM (did you mean FROM?)'], 'api/Dockerfile:1: dockerfile parse error on line 1: unknown instruction: FROMM (did you mean FROM?)', undefined],
  ['nothing at all', [], 'the build ended without a word', undefined],
] as const) test(`what failed before any step: ${what}`, () => {
  const failure = failureOf(read(...words), 'api/Dockerfile')
  assert.is(failure.message, message)
  if (hint) assert.match(failure.hint ?? '', hint)
  else assert.is(failure.hint, undefined)
})

test.run()
