import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { takenBy } from '../../scripts/images/sources-match.mts'
import { contextSources } from '../../scripts/images/sources.mts'
import { context, stage, taken } from './sources-table.mts'

const test = suite('images: what a source takes')

const takes = (instruction: string, files: readonly string[] = context): readonly string[] => {
  const sources = contextSources(`${stage}\n${instruction}`).sources.map(takenBy)
  return files.filter((path) => sources.some((takenHere) => takenHere(path)))
}

for (const [instruction, files] of taken) test(`as Docker: ${instruction}`, () => assert.equal(takes(instruction), files))

test('--parents takes what its pattern finds below the point', () => {
  const files = ['x/y/a.txt', 'x/y/b.md', 'x/z/a.txt', 'y/a.txt', 'x/y/deep/c.txt']
  assert.equal(takes('COPY --parents ./x/./y/*.txt /to/', files), ['x/y/a.txt'])
  assert.equal(takes('COPY --parents **/*.txt /to/', files), ['x/y/a.txt', 'x/z/a.txt', 'y/a.txt', 'x/y/deep/c.txt'])
  assert.equal(takes('COPY --parents x/y /to/', files), ['x/y/a.txt', 'x/y/b.md', 'x/y/deep/c.txt'])
})

test('a name is a whole name', () => assert.equal(takes('COPY docs /to/', ['docs', 'docs/a', 'docs2/a', 'my/docs/a', 'docs.md']), ['docs', 'docs/a']))

test.run()
