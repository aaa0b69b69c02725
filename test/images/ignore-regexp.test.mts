import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fromGo } from '../../scripts/images/ignore-regexp.mts'

const test = suite('images: regular expressions of Go')

const cases: readonly (readonly [text: string, yes: readonly string[], no: readonly string[]])[] = [
  ['^a\\.b$', ['a.b'], ['aXb']],
  ['^(.*/)?b$', ['b', 'a/b', 'a/c/b'], ['ab', 'a\nb/b']],
  ['^a]{2}$', ['a]{2}'], ['a]]']],
  ['^\\d\\D\\w$', ['1a_'], ['aaa', '1a-']],
  ['^\\s\\S$', [' a', '\ta'], ['\u00a0a', '  ']],
  ['^\\x41\\t\\*$', ['A\t*'], ['x41\t*']],
  ['^[^/]\\-$', ['🙂-'], ['/-']],
  ['^[a-c\\]\\\\]$', ['b', ']', '\\'], ['d', '[']],
  ['^[\\d_]$', ['7', '_'], ['d']],
  ['^[[:alpha:]-]$', ['q', '-'], ['1', ':']],
  ['^[[:punct:]]$', ['[', '~', '`', '/'], ['a', ' ']],
  ['^[a[^/]*]$', ['a]', '[^/]', ']'], ['b]', 'a']],
  ['^[]a]$', [']', 'a'], ['[]a]']],
  ['^a^b$', [], ['a^b', 'ab']],
]
for (const [text, yes, no] of cases) test(text, () => {
  for (const path of yes) assert.ok(fromGo(text)?.test(path), path)
  for (const path of no) assert.not.ok(fromGo(text)?.test(path), path)
})

test('what Go refuses is refused', () => {
  assert.equal(['[z-a]', '[[:foo:]]', '[a', '\\e', '\\é', '\\xZZ', '\\', '[\\y]'].map(fromGo), Array(8).fill(undefined))
})

test.run()
