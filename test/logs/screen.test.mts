import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { prefixes, shown } from '../../scripts/logs/screen.mts'
import type { Lines } from '../../scripts/logs/split.mts'

const whole = (text: string): Lines => ({ text: Buffer.from(text).toString('latin1'), piece: 'whole' })
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString()
const plain = { isTerminal: false, colours: false }

const prefix = suite('log prefixes')

prefix('are as wide as the widest', () => {
  assert.equal([...prefixes(['api-1', 'api-2', 'worker'], false).values()], ['api-1  | ', 'api-2  | ', 'worker | '])
  assert.equal([...prefixes([], false)], [])
})

prefix('have the colour of their place', () => {
  const coloured = [...prefixes(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'], true).values()]
  assert.equal(coloured.slice(0, 2), ['\x1b[36ma | \x1b[39m', '\x1b[33mb | \x1b[39m'])
  assert.is(coloured[10], '\x1b[36mk | \x1b[39m')
})

prefix.run()

// ---

const screen = suite('log lines on the screen')

screen('that is a pipe are the bytes as they are behind the prefix', () => {
  const text = '\x1b[2J\0\xff\r\x80'
  assert.is(shown({ text: `one\n${text}`, piece: 'whole' }, 'api | ', plain), `api | one\napi | ${text}\n`)
})

screen('stand in a line of their own when they are pieces', () => {
  const show = (isTerminal: boolean) => (['first', 'middle', 'last'] as const).map((piece) => utf8(shown({ text: 'a', piece }, 'p | ', { ...plain, isTerminal })))
  assert.equal(show(false), ['p | a\n', 'p | a\n', 'p | a\n'])
  assert.equal(show(true), ['p | a…\n', 'p | a…\n', 'p | a\n'])
})

screen('that is a terminal are harmless, each of them', () => {
  const show = (text: string) => utf8(shown(whole(text), 'p | ', { isTerminal: true, colours: true }))
  assert.is(show('a\n\nb'), 'p | a\np | \np | b\n')
  assert.is(show('a\x1b[2J\n10%\r20%\n\x1b[31mgrün\nb'), 'p | a\np | 20%\np | \x1b[31mgrün\x1b[0m\np | b\n')
})

screen.run()
