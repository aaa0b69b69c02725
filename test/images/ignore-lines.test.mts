import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanPath, ignoreLines, parentOf, patternLine } from '../../scripts/images/ignore-lines.mts'

const test = suite('images: lines of an ignore file')

test('comments begin in the first column, blank lines say nothing', () => {
  assert.equal(ignoreLines('# one\n\n # two\n\ta b\t\n').map(({ line, column, pattern }) => [line, column, pattern]), [[3, 2, '# two'], [4, 2, 'a b']])
})

test('the mark of a text file and the line ends of Windows are no part of a pattern', () => {
  assert.equal(ignoreLines('\uFEFFa\r\nb/\r\n').map(({ pattern }) => pattern), ['a', 'b'])
})

test('exceptions are patterns like others', () => {
  assert.equal(ignoreLines('! /docs/\n!!x\n!\n!/').map(({ exception, pattern }) => [exception, pattern]), [[true, 'docs'], [true, '!x'], [true, ''], [true, '']])
})

test('paths are cleaned', () => {
  assert.equal(['a//b/./c/', './a', 'a/../b', '../a', '../../a', '/../a', '/', '', 'a/..', './'].map(cleanPath), ['a/b/c', 'a', 'b', '../a', '../../a', '/a', '/', '.', '.', '.'])
})

test('a pattern by itself keeps its slash', () => {
  assert.equal([patternLine('/a/').pattern, patternLine('!b//c').pattern, patternLine('!b').exception], ['/a', 'b/c', true])
})

test('the context itself is the folder of what stands in it', () => assert.equal(['a/b/c', 'a'].map(parentOf), ['a/b', '']))

test.run()
