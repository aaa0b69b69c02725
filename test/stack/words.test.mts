import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { splitWords } from '../../scripts/stack/words.mts'

const test = suite('stack: command lines')

test('words are split at spaces', () => {
  assert.equal(splitWords('node src/api.mjs'), ['node', 'src/api.mjs'])
  assert.equal(splitWords('  a \t b\n c '), ['a', 'b', 'c'])
  assert.equal(splitWords(''), [])
})

test('quotes keep words together and vanish', () => {
  assert.equal(splitWords(`sh -c 'a  b' "c d" e' 'f`), ['sh', '-c', 'a  b', 'c d', 'e f'])
  assert.equal(splitWords(`'' ""`), ['', ''])
  assert.equal(splitWords(`"it's" '"'`), ["it's", '"'])
})

test('a backslash keeps the next sign, between double quotes only where a shell would', () => {
  assert.equal(splitWords(`a\\ b \\" \\\\`), ['a b', '"', '\\'])
  assert.equal(splitWords(`"\\"\\\\\\$\\\`\\n"`), ['"\\$`\\n'])
  assert.equal(splitWords(`'\\n'`), ['\\n'])
})

test('nothing is expanded', () => {
  assert.equal(splitWords('$A ${B} $(c) `d` * ~ {a,b}'), ['$A', '${B}', '$(c)', '`d`', '*', '~', '{a,b}'])
})

test('an open quote is no command', () => {
  for (const line of [`a 'b`, `a "b`, `it's`, 'a \\']) assert.is(splitWords(line), undefined, line)
})

test.run()
