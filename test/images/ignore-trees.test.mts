import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { returnsIn } from '../../scripts/images/ignore-trees.mts'
import { compileIgnore, judgeOf } from '../../scripts/images/ignore.mts'
import { outcomes, tree } from './ignore-table.mts'

const looksInto = (text: string, folder: string): boolean => returnsIn(compileIgnore('', text))(folder)

const test = suite('images: left-out folders')

test('without exceptions nobody looks into them', () => assert.not.ok(looksInto('*\n**/a', 'a')))

test('an exception is looked for where it can be', () => {
  assert.ok(looksInto('*\n!docs/a/b.md', 'docs'))
  assert.ok(looksInto('*\n!docs/a/b.md', 'docs/a'))
  assert.not.ok(looksInto('*\n!docs/a/b.md', 'docs/b'))
  assert.not.ok(looksInto('*\n!docs/a/b.md', 'docs/a/b.md'))
  assert.not.ok(looksInto('*\n!docs', 'src'))
})

test('stars reach as far as they reach', () => {
  assert.ok(looksInto('*\n!**/*.py', 'anything/at/all'))
  assert.ok(looksInto('data\n!data/**/*.py', 'data/raw/2024'))
  assert.not.ok(looksInto('.venv\n!data/**/*.py', '.venv'))
  assert.ok(looksInto('*\n!d*/keep', 'data'))
  assert.not.ok(looksInto('*\n!d*/keep', 'src'))
  assert.not.ok(looksInto('*\n!*', 'src'))
})

test('nothing comes back from a folder that was not looked into', () => {
  for (const [text] of Object.values(outcomes).flat()) {
    const ignore = compileIgnore('', text)
    const rule = judgeOf(ignore)
    const isClosed = (folder: string) => rule(folder) !== undefined && !returnsIn(ignore)(folder)
    const wrong = tree.filter((path) => rule(path) === undefined && path.split('/').some((_, index, parts) => index > 0 && isClosed(parts.slice(0, index).join('/'))))
    assert.equal(wrong, [], JSON.stringify(text))
  }
})

test.run()
