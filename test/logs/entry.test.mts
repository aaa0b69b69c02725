import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { entries, readEntry, type Entry } from '../../scripts/logs/entry.mts'
import type { Lines } from '../../scripts/logs/split.mts'

const at = '2026-11-22T02:30:00.123Z'
const line = (text: string, piece: Lines['piece'] = 'whole'): Lines => ({ text, piece })
const entry = (text: string, piece: Lines['piece'] = 'whole', source = 0): Entry => ({ at, source, ...line(text, piece) })

const file = suite('lines of log files')

file('begin with the time', () => {
  assert.is(entries(line('one\n\ntwo'), at, 1), `${at} one\n${at} \n${at} two\n`)
})

file('say of which stream they are a piece', () => {
  assert.is([line('a', 'first'), line('b', 'middle'), line('c', 'last')].map((each) => entries(each, at, 7)).join(''), `${at}>7 a\n${at}|7 b\n${at}<7 c\n`)
})

file('are read back byte for byte', () => {
  const text = '\0\xff\r >\x80'
  assert.equal(readEntry(entries({ text, piece: 'whole' }, at, 1).slice(0, -1)), { at, source: 0, piece: 'whole', text })
  for (const piece of ['first', 'middle', 'last'] as const)
    assert.equal(readEntry(entries(line('> a b', piece), at, 12).slice(0, -1)), entry('> a b', piece, 12))
})

file('that gantry did not write are none', () => {
  for (const text of ['', 'x', at, `${at}x`, `${at}>`, `${at}>1`, `${at}>a b`, 'Error: something is quite wrong here', '    at Object.<anonymous> (file.js:1:2)'])
    assert.is(readEntry(text), undefined, text)
})

file.run()
