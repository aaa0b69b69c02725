import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hiddenOf } from '../../../scripts/images/context-hidden.mts'
import { compileIgnore } from '../../../scripts/images/ignore.mts'
import { contextSources } from '../../../scripts/images/sources.mts'
import { lookUpSources } from '../../../scripts/shell/images/look-up-sources.mts'
import { measureContext } from '../../../scripts/shell/images/walk-context.mts'
import { withTemp } from '../../support/temp.mts'

const files = ['a', 'src/app/main.py', 'src/app/__pycache__/main.pyc', 'src/readme.md', 'package.json', 'package-lock.json', 'dist/a.whl', 'config/app.yaml', 'config/deep/b.yaml', 'data/keep.csv', 'data/drop.csv']

const fill = async (folder: string, paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), path)
  }
}

/** Ignore lines and instructions with the paths that are told as hidden. */
const rows: readonly (readonly [ignore: string, dockerfile: string, told: readonly string[]])[] = [
  ['src', 'COPY a /', []],
  ['src', 'COPY src /', ['src']],
  ['src', 'COPY src/app/main.py /', ['src/app/main.py']],
  ['src/*', 'COPY src /', ['src/app/']],
  ['src/*\n!src/app', 'COPY src /', []],
  ['src\n!src/app/main.py', 'COPY src /', []],
  ['**/__pycache__', 'COPY src /', []],
  ['**/__pycache__', 'COPY s*c /', []],
  ['*-lock.json', 'COPY package*.json /', ['package-lock.json']],
  ['package*.json', 'COPY package*.json /', ['package-lock.json']],
  ['dist', 'COPY dist/*.whl /', ['dist']],
  ['*\n!a', 'COPY . /', []],
  ['*', 'COPY . /', ['a']],
  ['config/deep', 'COPY config /', []],
  ['data/*.csv\n!data/keep.csv', 'COPY data/*.csv /', ['data/drop.csv']],
  ['nowhere', 'COPY nowhere /', ['nowhere']],
  ['src', 'COPY missing /', []],
  ['a', 'RUN --mount=type=bind,source=a,target=/a true', ['a']],
]

const test = suite('hidden sources, without a walk')

test('what is told is what the walk of the whole folder tells', () => withTemp(async (folder) => {
  await fill(folder, files)
  for (const [text, instructions, told] of rows) {
    const ignore = compileIgnore('.dockerignore', text)
    const { sources, doubts } = contextSources(`FROM scratch\n${instructions}\n`)
    const looked = hiddenOf(sources, lookUpSources(folder, ignore, sources), ignore).map(({ path }) => path)
    assert.equal(looked, told, `${JSON.stringify(text)} with ${instructions}`)
    assert.equal((await measureContext(folder, ignore, { sources, doubts })).hidden.map(({ path }) => path), told, `the walk: ${JSON.stringify(text)} with ${instructions}`)
  }
}))

test('a file in a folder that is left out as a whole is found by its pattern', () => withTemp(async (folder) => {
  await fill(folder, files)
  const ignore = compileIgnore('.dockerignore', 'config/deep')
  const { sources } = contextSources('FROM scratch\nCOPY config/*/b.yaml /\n')
  assert.equal(hiddenOf(sources, lookUpSources(folder, ignore, sources), ignore).map(({ path }) => path), ['config/deep/b.yaml'])
}))

test('a link counts as itself, a circle and a file in the place of a folder as nothing', () => withTemp(async (folder) => {
  await fill(folder, ['a'])
  await symlink('a', join(folder, 'link'))
  await symlink('round', join(folder, 'round'))
  const ignore = compileIgnore('.dockerignore', 'link\n')
  const { sources } = contextSources('FROM scratch\nCOPY link round/x a/b /\n')
  assert.equal(hiddenOf(sources, lookUpSources(folder, ignore, sources), ignore).map(({ path }) => path), ['link'])
}))

test('a folder with more than patience has is left to the build', () => withTemp(async (folder) => {
  await fill(folder, Array.from({ length: 2100 }, (_, index) => `logs/${index % 3}/${index}.log`))
  const ignore = compileIgnore('.dockerignore', '**/*.log\n')
  const { sources } = contextSources('FROM scratch\nCOPY logs /\n')
  assert.equal(lookUpSources(folder, ignore, sources), [{ isKept: true, hidden: undefined }])
}))

test.run()
