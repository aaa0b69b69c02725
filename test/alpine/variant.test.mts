import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renamed } from '../../scripts/alpine/distro-names.mts'
import { dressed, type Variant } from '../../scripts/alpine/variant.mts'
import { readPins } from '../../scripts/kinds/recipe-images.mts'
import type { Recipe } from '../../scripts/kinds/image-recipe.mts'
import { go, node, recipe } from '../targets/dockerfile-recipe.mts'

const test = suite('alpine: a recipe on another distribution')

const larder = { pins: readPins(''), wheels: [] }
const on = (variant: Variant, changes: Partial<Recipe> = {}): Recipe => dressed(recipe(changes), variant, larder).recipe

test('its images, by their version', () => {
  assert.equal(on('alpine').images, { build: 'python:3.13-alpine', run: 'python:3.13-alpine' })
  assert.equal(on('alpine', { images: { build: 'python:3.12.1-slim-bookworm@sha256:0', run: 'python:3.12.1-slim-bookworm@sha256:0' } }).images, { build: 'python:3.12.1-alpine', run: 'python:3.12.1-alpine' })
  assert.equal(on('slim', { variant: 'distroless', images: { build: 'python:3.13-slim' } }).images, { build: 'python:3.13-slim', run: 'python:3.13-slim' })
  assert.equal(dressed(node(), 'alpine', larder).recipe.images, { build: 'node:24-alpine', run: 'node:24-alpine' })
  assert.equal(dressed(go(), 'slim', larder).recipe.images, { build: 'golang:1.27', run: 'debian:trixie-slim' })
  assert.equal(dressed(go({ isNative: true, variant: 'slim', images: { build: 'golang:1.27-trixie', run: 'debian:trixie-slim' } }), 'alpine', larder).recipe.images, { build: 'golang:1.27-alpine', run: 'alpine:3.23' })
})

test('with the digest of the lock', () => {
  const pins = readPins(`python:3.13-alpine@sha256:${'a'.repeat(64)}\n`)
  assert.is(dressed(recipe(), 'alpine', { pins, wheels: [] }).recipe.images.build, `python:3.13-alpine@sha256:${'a'.repeat(64)}`)
})

test('its own variant is as it is', () => {
  const own = recipe({ system: { build: ['strange-dev'], run: [] }, wheels: 'wheels/api' })
  assert.equal(dressed(own, 'slim', larder), { recipe: own, unknown: [] })
})

test('packages of the operating system by the names they have there, and which have none that is known', () => {
  const { recipe: alpine, unknown } = dressed(recipe({ system: { build: ['build-essential', 'libpq-dev', 'libta-lib-dev'], run: ['libpq5', 'curl'] } }), 'alpine', larder)
  assert.equal(alpine.system, { build: ['build-base', 'libpq-dev', 'libta-lib-dev'], run: ['libpq', 'curl'] })
  assert.equal(unknown, ['libta-lib-dev'])
  assert.equal(dressed(recipe({ variant: 'distroless', system: { build: [], run: ['libodd1'] } }), 'slim', larder), { recipe: recipe({ variant: 'slim', images: { build: 'python:3.13-slim', run: 'python:3.13-slim' }, system: { build: [], run: ['libodd1'] } }), unknown: [] })
})

test('names translate both ways, and stay where they are right already', () => {
  assert.equal(renamed(['g++', 'libssl-dev', 'musl-dev', 'openssl-dev'], 'alpine'), { names: ['g++', 'musl-dev', 'openssl-dev'], unknown: [] })
  assert.equal(renamed(['build-base', 'libpq', 'libpq5', 'git', 'apk-tools'], 'debian'), { names: ['build-essential', 'libpq5', 'git', 'apk-tools'], unknown: ['apk-tools'] })
})

test('wheels come along where they fit', () => {
  const withWheels = (wheels: readonly string[]): string | undefined => dressed(recipe({ wheels: 'wheels/api' }), 'alpine', { pins: new Map(), wheels }).recipe.wheels
  assert.is(withWheels(['a-1-py3-none-any.whl', 'b-1-cp313-cp313-musllinux_1_2_x86_64.whl']), 'wheels/api')
  assert.is(withWheels(['a-1-py3-none-any.whl', 'b-1-cp313-cp313-manylinux_2_28_x86_64.whl']), undefined)
})

test.run()
