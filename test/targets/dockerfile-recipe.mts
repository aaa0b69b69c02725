import type { Recipe } from '../../scripts/kinds/image-recipe.mts'
import { dockerfileText } from '../../scripts/targets/dockerfile.mts'
import { templates } from './templates.mts'

/** The smallest recipe, to spread over. */
export const recipe = (changes: Partial<Recipe> = {}): Recipe => ({
  name: 'api', stack: 'shop', context: 'services/api', language: 'python', variant: 'slim', images: { build: 'python:3.13-slim', run: 'python:3.13-slim' },
  system: { build: [], run: [] }, isNative: false, source: ['.'], include: [], folders: [], workdir: '/app', user: '1000:1000',
  ports: [{ name: 'http', number: 8000, protocol: 'http' }], command: ['python', 'main.py'],
  ...changes,
})

/** Recipes of the other languages. */
export const node = (changes: Partial<Recipe> = {}): Recipe =>
  recipe({ language: 'node', images: { build: 'node:24-slim', run: 'node:24-slim' }, packages: { by: 'npm', files: ['package.json', 'package-lock.json'] }, command: ['node', 'main.js'], ...changes })
export const go = (changes: Partial<Recipe> = {}): Recipe =>
  recipe({ language: 'go', variant: 'alpine', images: { build: 'golang:1.27', run: 'alpine:3.23' }, packages: { by: 'go', files: ['go.mod', 'go.sum'] }, program: '.', command: ['/app/server'], ...changes })
export const site = (changes: Partial<Recipe> = {}): Recipe =>
  recipe({ language: 'static', variant: 'alpine', images: { run: 'nginx:1.30-alpine' }, source: ['public'], output: 'public', user: '101:101', command: ['nginx', '-g', 'daemon off;'], ...changes })

/** Packages by requirements.txt. */
export const pip = { by: 'pip', files: ['requirements.txt'] } as const
/** A Node program and a site that something builds. */
export const built = node({ compile: ['npm', 'run', 'build'] })
export const app = site({ images: { build: 'node:24-slim', run: 'nginx:1.30-alpine' }, source: ['.'], compile: ['npm', 'run', 'build'], output: 'dist' })

/** The Dockerfile of a recipe. */
export const textOf = (of: Recipe): string => dockerfileText(of, 'stack.yaml', templates)

/** The stages of a Dockerfile by their names, without what goes before the first. */
export const stagesOf = (of: Recipe): Readonly<Record<string, string>> => Object.fromEntries(
  textOf(of).split(/^(?=FROM )/m).slice(1).map((stage) => [/ AS (\w+)/.exec(stage)?.[1] ?? '', stage.trimEnd()]))

/** Instructions of a text, each on one line, with single spaces. */
export const instructions = (text = ''): readonly string[] =>
  text.replace(/\\\n\s*/g, '').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.replace(/ {2,}/g, ' '))

/** The first step of a stage that runs something with these words in it. */
export const runOf = (stage: string | undefined, words: string): string => instructions(stage).find((line) => line.startsWith('RUN') && line.includes(words)) ?? ''
