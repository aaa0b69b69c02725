import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Builder } from '../../scripts/docker/builder.mts'
import { demandsOf, type Asked } from '../../scripts/supply/demands.mts'
import { platformName } from '../../scripts/supply/platform.mts'

const all = { cacheExport: true, attest: true, manyPlatforms: true, loadMany: true }
const builder = (changes: Partial<Builder> = {}): Builder => ({ name: 'default', driver: 'docker', platforms: ['linux/amd64', 'linux/386'], store: 'containerd', can: all, ...changes })
const classic = builder({ store: 'classic', can: { cacheExport: false, attest: false, manyPlatforms: false, loadMany: false } })
const container = builder({ driver: 'docker-container', store: 'classic', can: { ...all, loadMany: false } })
const messages = (asked: Partial<Asked>, of: Builder): readonly string[] =>
  demandsOf({ platforms: [], cacheTo: false, attest: false, push: false, runs: ['Dockerfile:3'], ...asked }, of).map(({ message }) => message)

const test = suite('what a builder cannot do')

test('an image for this machine asks nothing', () => assert.equal(messages({}, classic), []))
test('a platform without emulation is named with the step that needs it', () => {
  assert.equal(demandsOf({ platforms: ['linux/amd64', 'linux/arm64'], cacheTo: false, attest: false, push: true, runs: ['dockerfile/api.Dockerfile:12', 'b:3'] }, builder()), [{
    message: 'the builder default cannot run programs for linux/arm64, which dockerfile/api.Dockerfile:12 and 1 more steps would need: it runs linux/amd64, linux/386',
    hint: 'install an emulator: docker run --privileged --rm tonistiigi/binfmt --install arm64 (or the package qemu-user-static), or give the builder a machine of that platform: docker buildx create --append',
  }])
})
test('what only copies needs no emulation', () => assert.equal(messages({ platforms: ['linux/arm64'], runs: [] }, builder()), []))
test('a builder that was never started may have it', () => assert.equal(messages({ platforms: ['linux/arm64'] }, builder({ platforms: [] })), []))
test('names of platforms are compared as builders mean them', () => {
  assert.equal(['arm64', 'linux/aarch64', 'linux/arm64/v8', 'LINUX/AMD64', 'linux/arm', 'linux/arm/v6'].map(platformName), ['linux/arm64', 'linux/arm64', 'linux/arm64', 'linux/amd64', 'linux/arm/v7', 'linux/arm/v6'])
  assert.equal(messages({ platforms: ['linux/x86_64'] }, classic), [])
})
test('the classic store holds one platform, no cache and no attestations', () => assert.equal(messages({ platforms: ['linux/amd64', 'linux/386'], cacheTo: true, attest: true, push: true }, classic), [
  'linux/amd64 and linux/386 cannot be built as one image: this engine keeps images in its classic store, which holds one platform of each',
  'a build cache cannot be written to a registry: this engine keeps images in its classic store',
  'SBOM and provenance cannot be added: this engine keeps images in its classic store',
]))
test('a builder of its own pushes what it cannot hand to the classic store', () => {
  const asked = { platforms: ['linux/amd64', 'linux/386'], cacheTo: true, attest: true }
  assert.equal(messages({ ...asked, push: true }, container), [])
  assert.equal(messages(asked, container), [
    'an image for linux/amd64 and linux/386 cannot be given to the engine: its classic store holds one platform of each',
    'SBOM and provenance cannot be given to the engine: its classic store holds no attestations',
  ])
})
test('the containerd store takes all of it', () => assert.equal(messages({ platforms: ['linux/amd64', 'linux/386'], cacheTo: true, attest: true }, builder()), []))

test.run()
