import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutMusl } from '../../scripts/alpine/node-binaries.mts'
import { binariesIn, lackingMusl, releasesIn, targetOf } from '../../scripts/alpine/python-binaries.mts'

const node = suite('alpine: binaries of Node packages')

/** A lock in which one package takes others along, each as `name: libc`. */
const npm = (members: Readonly<Record<string, readonly string[] | undefined>>): string => JSON.stringify({ packages: {
  '': { name: 'app' },
  'node_modules/tool': { optionalDependencies: Object.fromEntries(Object.keys(members).map((name) => [name, '1.0.0'])) },
  ...Object.fromEntries(Object.entries(members).map(([name, libc]) => [`node_modules/${name}`, { optional: true, os: ['linux'], cpu: [name.includes('arm64') ? 'arm64' : 'x64'], ...libc ? { libc } : {} }])),
} })

for (const [what, members, lacking] of [
  ['a binary for glibc alone', { '@tool/linux-x64': ['glibc'] }, ['tool']],
  ['one for each', { '@tool/linux-x64': ['glibc'], '@tool/linuxmusl-x64': ['musl'] }, []],
  ['names that say it, in locks without `libc`', { '@tool/linux-x64-gnu': undefined, '@tool/linux-x64-musl': undefined }, []],
  ['a name that says glibc', { '@tool/linux-x64-gnu': undefined }, ['tool']],
  ['a binary that needs no C library', { '@tool/linux-x64': undefined }, []],
  ['musl on another processor only', { '@tool/linux-x64': ['glibc'], '@tool/linuxmusl-arm64': ['musl'] }, ['tool']],
] as const) node(what, () => assert.equal(withoutMusl('package-lock.json', npm(members), 'x64'), lacking))

node('pnpm-lock.yaml says the same', () => {
  const lock = (members: readonly string[]): string => `lockfileVersion: '9.0'\npackages:\n  '@img/sharp@1.0.0': {}\n${members.map((name) => `  '${name}@1.0.0': { os: [linux], cpu: [x64], libc: [${name.includes('musl') ? 'musl' : 'glibc'}] }\n`).join('')}snapshots:\n  '@img/sharp@1.0.0(peer@2.0.0)':\n    optionalDependencies:\n${members.map((name) => `      '${name}': 1.0.0\n`).join('')}`
  assert.equal(withoutMusl('pnpm-lock.yaml', lock(['@img/sharp-linux-x64']), 'x64'), ['@img/sharp'])
  assert.equal(withoutMusl('pnpm-lock.yaml', lock(['@img/sharp-linux-x64', '@img/sharp-linuxmusl-x64']), 'x64'), [])
})

node.run()

// ---

const python = suite('alpine: wheels of Python packages')

const target = { version: '3.13', implementation: 'cp', machine: 'x86_64', pip: '' }
const files = (...tags: readonly string[]): readonly string[] => tags.map((tag) => `fast-1.0-${tag}.whl`)

for (const [what, tags, isLacking] of [
  ['for every system', ['py3-none-any'], false],
  ['for Debian alone', ['cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64'], true],
  ['for both', ['cp313-cp313-manylinux_2_28_x86_64', 'cp313-cp313-musllinux_1_2_x86_64'], false],
  ['for Alpine with another Python', ['cp313-cp313-manylinux_2_28_x86_64', 'cp312-cp312-musllinux_1_2_x86_64'], true],
  ['for Alpine on another processor', ['cp313-cp313-manylinux_2_28_x86_64', 'cp313-cp313-musllinux_1_2_aarch64'], true],
  ['for Alpine with the stable ABI', ['cp39-abi3-manylinux_2_28_x86_64', 'cp39-abi3-musllinux_1_2_x86_64'], false],
  ['for Windows alone, which is nothing here', ['cp313-cp313-win_amd64'], false],
  ['none: a source is built on both', [], false],
] as const) python(`a wheel ${what}`, () => assert.equal(lackingMusl([{ project: 'fast', version: '1.0', files: files(...tags) }], target), isLacking ? ['fast 1.0'] : []))

python('wheels of another version do not count', () =>
  assert.equal(lackingMusl([{ project: 'fast', version: '1.0', files: [...files('cp313-cp313-manylinux_2_28_x86_64'), 'fast-2.0-py3-none-any.whl'] }], target), ['fast 1.0']))

python('locks name their files', () => {
  const release = { project: 'fast-er', version: '1.0', files: ['fast_er-1.0-py3-none-any.whl'] }
  assert.equal(releasesIn('uv.lock', '[[package]]\nname = "fast.er"\nversion = "1.0"\nsdist = { url = "https://a.example/fast_er-1.0.tar.gz" }\nwheels = [{ url = "https://a.example/x/fast_er-1.0-py3-none-any.whl#sha256=0" }]\n'), [release])
  assert.equal(releasesIn('poetry.lock', '[[package]]\nname = "fast_er"\nversion = "1.0"\nfiles = [{ file = "fast_er-1.0-py3-none-any.whl", hash = "sha256:0" }, { file = "fast_er-1.0.tar.gz", hash = "sha256:0" }]\n'), [release])
})

python('installed packages with code for a machine', () => assert.equal(binariesIn([
  JSON.stringify(['Fast_er', '1.0', 'Wheel-Version: 1.0\nTag: cp313-cp313-manylinux_2_17_x86_64\nTag: cp313-cp313-manylinux2014_x86_64\n']),
  JSON.stringify(['pure', '1.0', 'Tag: py2-none-any\nTag: py3-none-any\n']), JSON.stringify(['old', '1.0', '']), ''].join('\n')), [{ project: 'fast-er', version: '1.0' }]))

python('the Python is that of the base image', () => assert.equal(
  ['python:3.12-slim', 'python:3.13.1-alpine@sha256:0', 'mirror.example/python:latest'].map((build) => targetOf({ images: { build } }, 'x86_64').version), ['3.12', '3.13', '3.13']))

python.run()
