// needs: engine
// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import type { Ran } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { noSecondEngine, startSecondEngine, type SecondEngine } from './support/second-engine.mts'
import { createStack, type Stack } from './support/stack.mts'

const stackOf = (registry: string): string => `
registry: ${registry}/team
environments: { prod: { http: "127.0.0.1:18741" } }
services:
  api: { kind: node-web, build: ./api, port: 8000, health: /, command: sh }
  web: { kind: static-web, build: ./web, recipe: { output: public } }
`
/** Installing stands for what takes long. */
const files = {
  'api/Dockerfile': 'FROM busybox:1 AS dependencies\nCOPY packages.txt .\nRUN sleep 2 && cp packages.txt /installed.txt\nFROM dependencies AS production\nCOPY main.sh .\n',
  'api/packages.txt': 'one==1\n', 'api/main.sh': 'echo 1\n', 'web/public/index.html': '<h1>hello</h1>\n',
}

let second: SecondEngine
let stack: Stack
const registry = suite('build: registry, cache, platforms')
const test = when(noSecondEngine === '', noSecondEngine, registry)

if (noSecondEngine === '') {
  registry.before(hook(async () => {
    second = await startSecondEngine()
    await second.lend('localhost/gantry/busybox:1', 'localhost/gantry/nginx:1.30')
    stack = await createStack('build-registry', { 'stack.yaml': stackOf(second.registry), ...files })
  }))
  registry.after(hook(async () => { await Promise.all([stack?.remove(), second?.stop()]) }))
}

const build = (...words: string[]): Promise<Ran> => stack.gantryWith({ env: second.env }, 'build', '--env', 'prod', ...words)

type Built = { readonly image: string; readonly digest: string; readonly steps: readonly { readonly text: string; readonly cached: boolean }[] }

/** The one image that was built. */
const builtBy = async (...words: string[]): Promise<Built> => {
  const { code, stdout, stderr } = await build(...words, '--json')
  assert.is(code, 0, stderr + stdout)
  const [built] = (JSON.parse(stdout) as { readonly result: { readonly images: readonly Built[] } }).result.images
  return built ?? Promise.reject(new Error(stdout))
}

type Manifest = { readonly digest: string; readonly platform: { readonly architecture: string }; readonly annotations?: Readonly<Record<string, string>> }

/** The images behind a name in the registry. */
const indexOf = async (name: string): Promise<{ readonly digest: string; readonly manifests: readonly Manifest[] }> => {
  const { stdout, stderr, code } = await second.docker('buildx', 'imagetools', 'inspect', name, '--format', '{{json .Manifest}}')
  return code === 0 ? JSON.parse(stdout) : Promise.reject(new Error(stderr))
}

/** What the statements of an attestation are about. */
const statementsOf = async (image: string, digest: string): Promise<readonly string[]> => {
  const repository = image.slice(image.indexOf('/') + 1).replace(/:[^:]*$/, '')
  const answer = await fetch(`http://${second.registry}/v2/${repository}/manifests/${digest}`, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } })
  const { layers } = await answer.json() as { readonly layers: readonly { readonly annotations: Readonly<Record<string, string>> }[] }
  return layers.map(({ annotations }) => annotations['in-toto.io/predicate-type'] ?? '')
}

test('what is pushed is called by the registry of the stack, and is there by its digest, with the layers for the next machine', async () => {
  const { image, digest } = await builtBy('api', '--push', '--cache-registry', `${second.registry}/cache`)
  assert.ok(image.startsWith(`${second.registry}/team/`), image)
  await second.docker('image', 'rm', '--force', image)
  const pulled = await second.docker('pull', '--quiet', `${image.replace(/:[^:/]*$/, '')}@${digest}`)
  assert.is(pulled.code, 0, pulled.stderr)
  const tags = await fetch(`http://${second.registry}/v2/cache/build-registry/api/tags/list`)
  assert.is(tags.status, 200)
})

test('a builder that knows nothing takes the dependency step from the registry', async () => {
  await second.docker('builder', 'prune', '--all', '--force')
  await stack.write('api/main.sh', 'echo 2\n')
  const { steps } = await builtBy('api', '--cache-registry', `${second.registry}/cache`)
  assert.equal(steps.map(({ text, cached }) => `${text.slice(0, 17)} ${cached}`), ['COPY packages.txt true', 'RUN sleep 2 && cp true', 'COPY main.sh . false'])
})

/** Stands in for the scanner of BuildKit, which is in no registry here. */
const scanner = 'FROM busybox:1\nENTRYPOINT ["sh", "-c", "echo \'{\\"_type\\":\\"https://in-toto.io/Statement/v0.1\\",\\"predicateType\\":\\"https://spdx.dev/Document\\",\\"predicate\\":{}}\' > $BUILDKIT_SCAN_DESTINATION/it.spdx.json"]\n'

test('SBOM and provenance stand in the pushed index beside the image', async () => {
  await stack.write('scanner/Dockerfile', scanner)
  const made = await second.docker('buildx', 'build', '--quiet', '--load', '--build-context', 'busybox:1=docker-image://localhost/gantry/busybox:1', '--tag', 'localhost/scanner:1', `${stack.folder}/scanner`)
  assert.is(made.code, 0, made.stderr)
  await stack.write('images.yaml', 'busybox:1: localhost/gantry/busybox:1\ndocker/buildkit-syft-scanner:stable-1: localhost/scanner:1\n')
  const { image } = await builtBy('api', '--push', '--attest', '--images', 'images.yaml')
  const { manifests } = await indexOf(image)
  const kindOf = ({ platform, annotations }: Manifest): string => annotations?.['vnd.docker.reference.type'] ?? platform.architecture
  assert.equal(manifests.map(kindOf), ['amd64', 'attestation-manifest'])
  assert.equal((await statementsOf(image, manifests.at(-1)?.digest ?? '')).toSorted(), ['https://slsa.dev/provenance/v0.2', 'https://spdx.dev/Document'])
})

test('a platform that nothing here can run is refused before anything is built, with the step and the way out', async () => {
  const { code, stderr } = await build('api', '--platform', 'linux/amd64,linux/arm64')
  assert.is(code, 2, stderr)
  assert.match(stderr, /cannot run programs for linux\/arm64, which api\/Dockerfile:3 would need: it runs linux\/amd64/)
  assert.match(stderr, 'tonistiigi/binfmt --install arm64')
})

test('what only copies is built for both platforms', async () => {
  const { image } = await builtBy('web', '--platform', 'linux/amd64,linux/arm64', '--push')
  const { manifests } = await indexOf(image)
  assert.equal(manifests.map(({ platform }) => platform.architecture).filter((name) => name !== 'unknown'), ['amd64', 'arm64'])
})

test('a base image is pinned to what the registry has now, and still built from its place in the image map', async () => {
  const place = `${second.registry}/library/nginx:1.30-alpine`
  await second.docker('tag', 'localhost/gantry/nginx:1.30', place)
  const pushed = await second.docker('push', '--quiet', place)
  assert.is(pushed.code, 0, pushed.stderr)
  await stack.write('images.yaml', `busybox:1: localhost/gantry/busybox:1\nnginx:1.30-alpine: ${place}\n`)
  const update = () => build('--update', '--images', 'images.yaml')
  const { digest } = await indexOf(place)
  const first = await update()
  assert.is(first.code, 0, first.stderr)
  assert.is(first.stdout.split('\n')[1], `nginx:1.30-alpine  not pinned  ${digest.slice('sha256:'.length).slice(0, 12)}`)
  assert.is((await stack.read('images.lock')).split('\n')[1], `nginx:1.30-alpine@${digest}`)
  assert.match((await update()).stdout, 'images.lock stays as it is.')
  await builtBy('web', '--images', 'images.yaml')
  assert.match(await stack.read('dockerfile/web.Dockerfile'), /^FROM nginx:1\.30-alpine@sha256:[0-9a-f]{64} AS production$/m)
})

test('a pinned image that the map has on this machine only keeps its pin, and is built from there', async () => {
  await stack.write('images.lock', `nginx:1.30-alpine@sha256:${'0'.repeat(64)}\n`)
  assert.match((await build('--update')).stdout, 'nginx:1.30-alpine cannot be pinned: localhost/gantry/nginx:1.30 stands for it, which is on this machine only.')
  await builtBy('web')
  assert.ok((await stack.read('dockerfile/web.Dockerfile')).includes(`FROM nginx:1.30-alpine@sha256:${'0'.repeat(64)} AS production\n`))
})

test('a registry that does not answer keeps the pin, which is said and ends with 1', async () => {
  await stack.write('images.yaml', 'nginx:1.30-alpine: 127.0.0.1:1/nginx:1\n')
  const before = await stack.read('images.lock')
  const { code, stdout } = await build('--update', '--images', 'images.yaml')
  assert.is(code, 1)
  assert.match(stdout, /^nginx:1\.30-alpine could not be asked: .*connection refused\. Its pin stays\.$/m)
  assert.is(await stack.read('images.lock'), before)
})

registry.run()
