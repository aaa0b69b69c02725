import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { baseImage } from '../../scripts/wheels/base-image.mts'
import { filesThatCount, filesToRead, listOf } from '../../scripts/wheels/read-wanted.mts'
import { chosen, programsOf } from '../../scripts/wheels/services.mts'
import { environment, workload } from '../targets/workload.mts'

const base = suite('wheels: what a Dockerfile stands on')

base('the image of the last stage, through the stages it is made from', () => assert.equal([
  baseImage('FROM python:3.13-slim\nCMD ["python"]\n'),
  baseImage('FROM python:3.13 AS build\nFROM --platform=linux/amd64 python:3.13-slim\nCOPY --from=build /venv /venv\n'),
  baseImage('FROM python:3.13-slim AS base\nFROM base AS app\nFROM nginx:1\n', 'app'),
  baseImage('ARG PYTHON=3.13\nARG VARIANT="slim"\nFROM python:${PYTHON}-$VARIANT\n'),
  baseImage('FROM python:${TAG:-3.13}\n'),
  baseImage('# FROM ruby\nFROM \\\n  python:3.13\n'),
], ['python:3.13-slim', 'python:3.13-slim', 'python:3.13-slim', 'python:3.13-slim', 'python:3.13', 'python:3.13']))

base('what only the build knows stays unknown', () => assert.equal([baseImage('FROM ${IMAGE}\n'), baseImage('FROM scratch\n'), baseImage('')], [undefined, undefined, undefined]))

base.run()

// ---

const files: Readonly<Record<string, string>> = {
  'api/Dockerfile': 'FROM python:3.13-slim\n', 'api/requirements.txt': '-r ../common.txt\n', 'common.txt': 'flask\n', 'api/pyproject.toml': '[tool.ruff]\n',
  'web/Dockerfile': 'FROM node:24\n', 'locked/poetry.lock': '', 'locked/pyproject.toml': '', 'locked/requirements.txt': 'old\n',
}
const textOf = (path: string) => files[path]
const build = (context: string) => ({ context, dockerfile: 'Dockerfile', owner: context })

const services = suite('wheels: which services are Python programs')

services('those whose Dockerfile stands on Python, or whose recipe is Python', () => {
  const recipe = { language: 'python', images: { build: 'python:3.14-slim@sha256:0' }, system: { build: ['gcc'], run: ['libpq5'] } } as never
  const { programs, without } = programsOf(environment({
    images: { 'python:3.13-slim': 'mirror.example/python:3.13-slim', 'python:3.14-slim': 'mirror.example/python:3.14-slim' },
    workloads: [workload({ name: 'api', build: build('api') }), workload({ name: 'web', build: build('web') }), workload({ name: 'ai', tier: 'ai', build: { context: 'locked', owner: 'ai' }, recipe }), workload({ name: 'idle', build: { context: 'none', owner: 'idle' }, recipe }), workload({ name: 'db' })],
  }), textOf)
  assert.equal(programs, [
    { service: 'api', tier: 'core', folder: 'api', base: 'python:3.13-slim', image: 'mirror.example/python:3.13-slim', packages: [] },
    { service: 'ai', tier: 'ai', folder: 'locked', base: 'python:3.14-slim@sha256:0', image: 'mirror.example/python:3.14-slim', packages: ['gcc', 'libpq5'] },
  ])
  assert.equal(without, ['idle'])
})

services('those who share an image with one that is asked for come along, for it is built from the wheels of the first', () => {
  const program = (service: string, folder: string, tier = 'core') => ({ service, folder, tier, base: 'python:3.14-slim', image: 'python:3.14-slim', packages: [] })
  const programs = [program('api', 'app'), program('beat', 'app', 'late'), program('ai', 'ai', 'late')]
  const names = (names: readonly string[], tier?: string) => chosen(programs, environment({ tiers: [{ name: 'core' }, { name: 'late' }] as never }), names, tier).map(({ service }) => service)
  assert.equal([names([]), names(['beat']), names(['ai']), names([], '2')], [['api', 'beat', 'ai'], ['api', 'beat'], ['ai'], ['api', 'beat', 'ai']])
})

services('a lock goes before requirements.txt', () => assert.equal(['api', 'locked', 'none'].map((folder) => listOf(folder, textOf)), ['requirements.txt', 'poetry.lock', undefined]))

services('the files that count are those of the list, with all that it takes in', () => {
  assert.equal(filesThatCount('api', textOf), ['api/requirements.txt', 'common.txt'])
  assert.equal(filesThatCount('locked', textOf), ['locked/poetry.lock', 'locked/pyproject.toml'])
  assert.ok(filesToRead('.', () => undefined).includes('requirements.txt'))
})

services.run()
