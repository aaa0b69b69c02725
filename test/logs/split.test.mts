import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endLines, noLine, splitLines, type Lines } from '../../scripts/logs/split.mts'

/** Everything a stream of these chunks is taken apart into. */
const split = (chunks: readonly (string | Buffer)[], longest?: number): readonly Lines[] => {
  let state = noLine
  const lines: Lines[] = []
  for (const chunk of chunks) {
    const next = splitLines(state, Buffer.from(chunk as string), longest)
    state = next.state
    lines.push(...next.lines)
  }
  return [...lines, ...endLines(state)]
}
const told = (lines: readonly Lines[]) => lines.flatMap(({ text, piece }) => {
  const utf8 = Buffer.from(text, 'latin1').toString()
  return piece === 'whole' ? utf8.split('\n') : [`${piece}: ${utf8}`]
})

const log = suite('log lines')

log('end with a newline, and the last one with the stream', () => {
  assert.equal(told(split(['one\ntwo\nthr', 'ee', '\n\nfo', 'ur'])), ['one', 'two', 'three', '', 'four'])
  assert.equal(told(split([])), [])
  assert.equal(told(split(['\n'])), [''])
})

log('stay together when they come together', () => {
  assert.equal(split(['a\nb\nc', 'd\ne\nf\n']).map(({ text }) => text), ['a\nb', 'cd', 'e\nf'])
})

log('that are empty count', () => {
  assert.equal(told(split(['a', '\n\n', '\n', '\nb\n'])), ['a', '', '', '', 'b'])
})

log('stay in the state until they end', () => {
  const { lines, state } = splitLines(noLine, Buffer.from('done\nnot yet'))
  assert.equal(told(lines), ['done'])
  assert.is(state.text.length, 7)
  assert.equal(told(splitLines(state, Buffer.from('!\n')).lines), ['not yet!'])
  assert.equal(told(splitLines(state, Buffer.from('?\n')).lines), ['not yet?'], 'a state is a value')
})

log('keep characters that are cut between chunks', () => {
  const text = Buffer.from('grün € 🚀\n')
  assert.equal(told(split([...text].map((byte) => Buffer.of(byte)))), ['grün € 🚀'])
})

log('keep every byte: carriage returns, NUL, what is no UTF-8', () => {
  const bytes = Buffer.from([0, 255, 13, 128, 192, 13])
  assert.equal(split([bytes, '\n']).map(({ text }) => Buffer.from(text, 'latin1')), [bytes])
})

log('that are too long come in pieces', () => {
  assert.equal(told(split(['abcdefghij\nk\n'], 4)), ['first: abcd', 'middle: efgh', 'last: ij', 'k'])
  assert.equal(told(split(['abc', 'def', 'gh', 'i', '\nk\n'], 4)), ['first: abcd', 'middle: efgh', 'last: i', 'k'])
  assert.equal(told(split(['abcd\n', 'abcde'], 4)), ['abcd', 'first: abcd', 'last: e'])
})

log('are cut between characters', () => {
  assert.equal(told(split(['ab€€\n'], 4)), ['first: ab', 'middle: €', 'last: €'])
  const binary = Buffer.alloc(10, 0x80)
  assert.equal(split([binary], 4).map(({ text }) => text.length), [4, 4, 2], 'what is no UTF-8 is cut anywhere')
})

log('of a megabyte are whole, of three are pieces, and together again the same bytes', () => {
  assert.equal(split([Buffer.alloc(1024 ** 2, 'x'), '\n']).map(({ piece }) => piece), ['whole'])
  const long = Buffer.alloc(3_000_000, 'äöü')
  const chunks = Array.from({ length: Math.ceil(long.length / 65_536) }, (_, index) => long.subarray(index * 65_536, (index + 1) * 65_536))
  const lines = split([...chunks, '\n'])
  assert.equal(lines.map(({ piece }) => piece), ['first', 'middle', 'last'])
  assert.ok(Buffer.from(lines.map(({ text }) => text).join(''), 'latin1').equals(long))
})

log('that come byte by byte take time in proportion', () => {
  const begin = performance.now()
  let state = noLine
  for (let count = 0; count < 300_000; count++) state = splitLines(state, Buffer.of(120)).state
  assert.is(state.text.length, 300_000)
  assert.ok(performance.now() - begin < 5000)
})

log.run()
