// limit: 240
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countProcesses, reaches } from '../support/alive.mts'
import { hook } from '../support/hook.mts'
import { run } from '../support/run.mts'
import { createStack, docker } from './support/stack.mts'

const file = (lines: string): string => `FROM busybox:1\n${lines}\nUSER 1000:1000\nCMD ["sleep", "60"]\n`
const stackFile = (services: string): string => `tiers: { core: {}, ai: {} }\nservices:\n${services}environments: { dev: { http: 127.0.0.1:19190 }, prod: { http: 127.0.0.1:19191 } }\n`
const three = stackFile('  brain: { kind: container, build: ./brain, tier: ai }\n  api: { kind: container, build: ./api }\n  worker: { kind: container, build: ./api, command: sleep 9 }\n  web: { kind: container, build: ./web }\n')

const stack = await createStack('t-build', {
  'stack.yaml': three, 'api/Dockerfile': file('COPY src /src\nRUN echo prepared >/prepared'), 'api/src/main.txt': 'one', 'web/Dockerfile': file('COPY . /site'), 'web/index.html': 'page',
  'brain/Dockerfile': file('RUN echo thinking'),
})
const { gantry, write } = stack
type Built = { readonly result: { readonly revision: string | null; readonly images: readonly { readonly image: string; readonly state: string; readonly size: number | null; readonly sizeBefore: number | null; readonly sent: number; readonly steps: readonly { readonly text: string; readonly cached: boolean; readonly hits: { readonly of: number } }[] }[] } }
const json = async (...words: readonly string[]): Promise<Built['result']> => (JSON.parse((await gantry('build', '--json', ...words)).stdout) as Built).result

const build = suite('build')
build.before.each(() => write('stack.yaml', three))
build.after(hook(() => stack.remove()))

build('builds in the order of the tiers, one image for services of one folder, and says what it weighed', async () => {
  const { code, stdout, stderr } = await gantry('build', '--jobs', '1', '--no-cache')
  assert.is(code, 0, stderr)
  assert.equal(stderr.split('\n').map((line) => /^t-build\/\S+/.exec(line)?.[0]).filter(Boolean), ['t-build/api:dev', 't-build/web:dev', 't-build/brain:dev'])
  assert.match(stdout, /^image +cached +sent +size +time$/m)
  assert.match(stdout, /^t-build\/api:dev +0 of 2 +\d+ B +[\d.]+ MB +[\d.]+ s$/m)
  assert.match(stdout, /^3 of 3 +0 of 4/m)
  assert.match(stdout, 'No git revision here')
})

build('finds everything in the cache the second time, and remembers both', async () => {
  const { images } = await json('api')
  const [api] = images
  assert.equal([images.length, api?.state, api?.size === api?.sizeBefore, api?.steps.map(({ cached }) => cached), api?.steps[0]?.hits.of], [1, 'built', true, [true, true], 2])
  assert.is((await stack.read('.gantry/dev/builds.jsonl')).split('\n').length, 5)
})

build('an edit of the source builds what comes after it, and sends what changed', async () => {
  // The engine's cache outlives a test run.
  await write('api/src/main.txt', `two ${Date.now()}`)
  const { stdout } = await gantry('build', 'api', '--verbose')
  assert.match(stdout, /^ +[\d.]+ s +1 of 3 .* COPY src \/src$/m)
})

build('a step that fails: where, its last lines, exit 1; the others are built', async () => {
  await write('web/Dockerfile', file('RUN seq 1 40 && echo "no such thing" >&2 && exit 3'))
  const { code, stdout, stderr } = await gantry('build')
  await write('web/Dockerfile', file('COPY . /site'))
  assert.is(code, 1)
  assert.match(stderr, 't-build/web:dev: web/Dockerfile:2: RUN seq 1 40 && echo "no such thing" >&2 && exit 3: ended with 3')
  // What it prints on stdout and on stderr comes in no certain order.
  for (const line of ['40', 'no such thing']) assert.match(stderr, new RegExp(`\\n +${line}\\n`))
  assert.not.match(stderr, /^ +20$/m, 'not the whole log')
  assert.match(stdout, /^t-build\/api:dev +2 of 2/m)
  assert.match(stdout, /^t-build\/web:dev +failed/m)
})

build('an image that another stands on is built before it; without it the other is left out', async () => {
  const on = (jobs: string) => stackFile(`  top: { kind: container, build: ./top, compose: { build: { additional_contexts: { below: "service:api" } } } }\n  api: { kind: container, build: ./${jobs} }\n`)
  await write('top/Dockerfile', 'FROM below\nRUN test -f /prepared\n')
  await write('broken/Dockerfile', file('RUN false'))
  await write('stack.yaml', on('api'))
  const good = await gantry('build')
  assert.is(good.code, 0, good.stderr)
  await write('stack.yaml', on('broken'))
  const bad = await gantry('build')
  assert.is(bad.code, 1)
  assert.match(bad.stdout, /^t-build\/top:dev +left out$/m)
})

build('an image larger than its limit is a failure that names its largest layers', async () => {
  await write('web/big.bin', 'x'.repeat(3_000_000))
  await write('stack.yaml', stackFile('  web: { kind: container, build: ./web, image: { max: 2M } }\n'))
  const { code, stderr } = await gantry('build')
  assert.is(code, 1)
  assert.match(stderr, /t-build\/web:dev has [\d.]+ MB, more than its limit of 2\.1 MB; most of it: .*3 MB COPY \. \/site/)
  assert.match(stderr, 'raise `image: { max }` of web')
  await rm(join(stack.folder, 'web/big.bin'))
})

build('what an ignore file hides from COPY is said before anything is built', async () => {
  await write('api/.dockerignore', '*\n!src/other\n')
  const { code, stderr } = await gantry('build', 'api')
  await rm(join(stack.folder, 'api/.dockerignore'))
  assert.is(code, 2)
  assert.match(stderr, 'api/Dockerfile:2: COPY src')
  assert.match(stderr, 'api/.dockerignore:1:1')
  assert.not.match(stderr, 't-build/api:dev  ')
})

build('in a repository images are called by the commit too; a commit elsewhere leaves them as they are', async () => {
  const git = (...words: readonly string[]) => run(['git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: stack.folder })
  await git('init', '--quiet')
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'all')
  const { revision } = await json('api', '--env', 'prod')
  const id = async () => docker('image', 'inspect', '--format', '{{.Id}}', 't-build/api:prod')
  const before = await id()
  assert.is(await docker('image', 'inspect', '--format', '{{.Id}}', `t-build/api:prod-${revision?.slice(0, 12)}`), before)
  await write('web/index.html', 'another')
  await git('commit', '--quiet', '--all', '--message', 'web')
  const after = await json('api', '--env', 'prod')
  assert.is.not(after.revision, revision)
  assert.is(await id(), before)
  await write('api/src/main.txt', 'three')
  assert.match((await json('api', '--env', 'prod')).revision ?? '', /-dirty$/)
})

build('Ctrl-C ends the build: no image, no process, nothing remembered', async () => {
  await write('slow/Dockerfile', file('RUN echo begun && sleep 613'))
  await write('stack.yaml', stackFile('  slow: { kind: container, build: ./slow }\n'))
  const running = stack.begin('build', '--env', 'prod')
  assert.ok(await reaches(() => countProcesses('sleep\x00613'), 1, 20_000))
  running.kill('SIGINT')
  assert.is((await running.ended).code, 130)
  assert.ok(await reaches(() => countProcesses('sleep\x00613'), 0, 10_000))
  assert.is((await run(['docker', 'image', 'inspect', 't-build/slow:prod'])).code, 1)
})

for (const [what, words, message] of [
  ['a tier that is not there', ['--tier', 'edge'], 'there is no tier "edge"'],
  ['no registry to push to', ['--push'], '--push needs to know where to'],
  ['a secret without a file', ['--secret', 'npmrc'], '--secret npmrc is not a name and a file'],
  ['a secret whose file is missing', ['--secret', 'npmrc=./none'], 'there is no file ./none'],
  ['a number that is none', ['--jobs', 'many'], '--jobs many is not a number'],
  ['a platform that cannot run here', ['--platform', 'linux/s390x'], 'cannot run programs for linux/s390x'],
  ['a stage that is not there', ['api', '--target', 'nowhere'], 'there is no stage `nowhere`'],
] as const) build(`refuses ${what}`, async () => {
  const { code, stderr } = await gantry('build', ...words)
  assert.is(code, 2, stderr)
  assert.match(stderr, message)
})

build.run()
