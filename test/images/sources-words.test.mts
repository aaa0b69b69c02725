import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fillIn, unquoted, wordsOf } from '../../scripts/images/sources-words.mts'

const values: Readonly<Record<string, string | null>> = { A: 'a', EMPTY: '', UNSET: null }
const fill = (text: string): string => {
  const filled = fillIn(text, (name) => values[name])
  return 'text' in filled ? filled.text : `?${filled.unknown}`
}

const test = suite('images: words of a Dockerfile')

test('variables', () => {
  assert.equal(['$A/$A', '${A}b', '$AB', '\\$A', '$EMPTY.', '$UNSET.', 'a$', '100%'].map(fill), ['a/a', 'ab', '?$AB', '$A', '.', '.', 'a$', '100%'])
})

test('defaults and replacements', () => {
  assert.equal(['A', 'EMPTY', 'UNSET'].map((name) => [':-', '-', ':+', '+'].map((form) => fill(`\${${name}${form}x}`))), [['a', 'a', 'x', 'x'], ['x', '', '', 'x'], ['x', 'x', '', '']])
})

test('what the build would have to be asked stays unknown', () => assert.equal(['${NONE:-x}', '${A%b}', '${A/a/b}'].map(fill), ['?${NONE:-x}', '?${A%b}', '?${A/a/b}']))

test('a list of JSON is taken as it is, anything else word by word', () => {
  assert.equal(wordsOf('["a b", "c\\"d"]', []), ['a b', 'c"d'])
  assert.equal(wordsOf('[a] b', ['[a]', 'b']), ['[a]', 'b'])
  assert.equal(wordsOf('["a", 1]', ['["a",', '1]']), ['[a,', '1]'])
})

test('quotes go', () => assert.equal(['"a b"', `'c'd`, 'e', '"'].map(unquoted), ['a b', 'cd', 'e', '"']))

test.run()
