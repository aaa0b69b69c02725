import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileIgnore, judgeOf } from '../../scripts/images/ignore.mts'
import { outcomes, tree } from './ignore-table.mts'

const dropped = (text: string, paths: readonly string[] = tree): readonly string[] => {
  const rule = judgeOf(compileIgnore('.dockerignore', text))
  return paths.filter((path) => rule(path) !== undefined)
}
const problems = (text: string): readonly string[] => compileIgnore('.dockerignore', text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

const test = suite('images: ignore')

for (const [title, sets] of Object.entries(outcomes)) test(`as Docker: ${title}`, () => {
  for (const [text, outcome] of sets) assert.equal(dropped(text), outcome.dropped, JSON.stringify(text))
})

test('the last line that matches wins, and it is named', () => {
  const rule = judgeOf(compileIgnore('.dockerignore', '# notes\n*.md\n!README.md\n\n  README*  \n'))
  assert.is(rule('src/a.md'), undefined)
  assert.equal([rule('a.md'), rule('README.md')].map((each) => each && [each.line, each.column, each.written]), [[2, 1, '*.md'], [5, 3, 'README*']])
})

test('a folder takes its content along, and an exception brings content back', () => {
  const paths = ['docs/a', 'docs/deep/b', 'docs/deep/c']
  assert.equal(dropped('docs', paths), paths)
  assert.equal(dropped('docs\n!docs/deep', paths), ['docs/a'])
  assert.equal(dropped('docs\n!docs/deep\ndocs/deep/b', paths), ['docs/a', 'docs/deep/b'])
})

test('what a pattern may not be is said with its place', () => {
  assert.equal(problems('ok\n  a[\n'), ['2:4 Docker cannot read the pattern `a[`'])
  assert.equal(problems('a[b]//c[/'), ['1:8 Docker cannot read the pattern `a[b]//c[/`'])
  assert.equal(problems('a\\'), ['1:2 Docker cannot read the pattern `a\\`'])
  assert.equal(problems('!'), ['1:1 `!` stands before no pattern'])
  assert.equal(problems('! /'), ['1:1 `!` stands before no pattern'])
  assert.equal(problems('docs\r\n!src/[z-a]*\r\n'), ['2:6 Docker cannot read the pattern `!src/[z-a]*`'])
  for (const text of ['[]a]', '[x-]', '[-x]', '[^', 'a[b-', 'd\\eep', '\\é', '[\\y]', '[[:foo:]]', 'x[[:alpha:]', '[Local-Only]/']) assert.is(problems(text).length, 1, text)
})

test('a broken line says what to write', () => {
  assert.match(compileIgnore('f', 'src\\public').problems[0]?.hint ?? '', 'between folders stands `/`')
  assert.match(compileIgnore('f', '[z-a]').problems[0]?.hint ?? '', 'ranges such as `[a-z]`')
  assert.equal(compileIgnore('f', 'ok\na[\n!fine').rules.map(({ written }) => written), ['ok', '!fine'])
})

test('a hundred thousand paths take well under a second', () => {
  const text = Array.from({ length: 10 }, (_, index) => `**/cache${index}\n*.tmp${index}\nbuild${index}/\n**/*.py${index}[co]\n`).join('')
  const paths = Array.from({ length: 100_000 }, (_, index) => `d${index % 100}/e${index % 1000}/f${index % 5000}/file${index}.py`)
  const before = process.cpuUsage().user
  assert.equal(dropped(text, paths), [])
  assert.ok((process.cpuUsage().user - before) / 1e6 < 1, `${(process.cpuUsage().user - before) / 1e6} s`)
})

test.run()
