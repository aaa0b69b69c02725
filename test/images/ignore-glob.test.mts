import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isGlob, readGlob } from '../../scripts/images/ignore-glob.mts'

const matches = (pattern: string, path: string): boolean => {
  const glob = readGlob(pattern)
  return 'source' in glob && new RegExp(`^${glob.source}$`, 'u').test(path)
}

const test = suite('images: path patterns of Go')

const cases: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
  ['abc', ['abc'], ['ab', 'abcd']],
  ['*c', ['abc', 'c'], ['ab/c']],
  ['a*/b', ['abc/b'], ['a/c/b']],
  ['a*b*c*d*e*/f', ['axbxcxdxexxx/f'], ['axbxcxdxe/xxx/f']],
  ['a?b', ['a☺b', 'a🙂b'], ['ab', 'a/b', 'axxb']],
  ['ab[b-d]', ['abc'], ['abe']],
  ['ab[^b-d]', ['abe'], ['abc']],
  ['[a-ζ]*', ['α'], ['A']],
  ['[\\]a]', [']', 'a'], ['\\']],
  ['[x\\-]', ['x', '-'], ['z']],
  ['[!a]', ['!', 'a'], ['b']],
  ['[z-a]', [], ['z', 'a', 'm']],
  ['a\\*b', ['a*b'], ['ab', 'axb']],
  ['a.b+c(d)|{e}$^', ['a.b+c(d)|{e}$^'], ['aXb+c(d)|{e}$^']],
]
for (const [pattern, yes, no] of cases) test(pattern, () => {
  for (const path of yes) assert.ok(matches(pattern, path), path)
  for (const path of no) assert.not.ok(matches(pattern, path), path)
})

test('what is broken is found where it begins', () => {
  const brokenAt = (pattern: string) => { const glob = readGlob(pattern); return 'brokenAt' in glob ? glob.brokenAt : undefined }
  assert.equal(['a[', '[]a]', 'x/[-]', '[x-]', '[-x]', '[a-b-c]', '[^', '🙂[^bc', 'ab\\'].map(brokenAt), [1, 0, 2, 0, 0, 0, 0, 1, 2])
})

test('a plain path is no pattern', () => assert.equal(['a/b.txt', 'a b', '!a', 'a*', 'a?', '[a]', 'a\\b'].map(isGlob), [false, false, false, true, true, true, true]))

test.run()
