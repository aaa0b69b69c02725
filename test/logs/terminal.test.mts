import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { forTerminal } from '../../scripts/logs/terminal.mts'

const terminal = suite('log lines on a terminal')
const seen = (text: string | Buffer, colours = true) => forTerminal(Buffer.from(text as string).toString('latin1'), colours)

for (const [what, text, expected] of [
  ['plain text', 'GET / 200\t3 ms', 'GET / 200\t3 ms'],
  ['other languages', 'grün 日本 🚀', 'grün 日本 🚀'],
  ['the end of a line on Windows', 'done\r', 'done'],
  ['a progress bar: what it showed last', '10%\r50%\r100%\r', '100%'],
  ['a progress bar that is wiped at its end', '50%\r100%\r\x1b[K', '100%'],
  ['nothing but carriage returns', '\r\r', ''],
  ['moves of the cursor and wiping', 'a\x1b[2J\x1b[1;1Hb\x1b[Kc\x1b7d\x1b(0e', 'abcde'],
  ['the alternate screen and a hidden cursor', '\x1b[?1049h\x1b[?25lx', 'x'],
  ['titles and links', '\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b\x1bPq#0\x1b\\c', 'abc'],
  ['a title that never ends', '\x1b]0;title', '0;title'],
  ['a sequence that never ends', 'a\x1b[12', 'a12'],
  ['a lone escape', 'a\x1b', 'a^['],
  ['bells, backspaces, NUL', 'a\x07b\bc\0d\x7f', 'a^Gb^Hc^@d^?'],
  ['controls of eight bits', 'a\u009b2Jb', 'a\\x9b2Jb'],
] as const) terminal(what, () => assert.is(seen(text), expected))

terminal('colours end with the line', () => {
  assert.is(seen('\x1b[31mred'), '\x1b[31mred\x1b[0m')
  assert.is(seen('\x1b[38;5;1mred\x1b[0m'), '\x1b[38;5;1mred\x1b[0m')
  assert.is(seen('\x1b[38:2::1:2:3mred\x1b[m'), '\x1b[38:2::1:2:3mred\x1b[m')
})

terminal('without colours there are none', () => assert.is(seen('\x1b[31mred\x1b[0m', false), 'red'))

terminal('binary output leaves nothing that a terminal obeys', () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919 + (index >> 8) * 31) % 256).filter((byte) => byte !== 10))
  assert.not.match(seen(bytes, false), /[\x00-\x08\x0a-\x1f\x7f-\x9f]/)
})

terminal('a megabyte of escapes takes a moment', () => {
  const begin = performance.now()
  for (const part of ['\x1b]', '\x1b[', '\x1b[1;', '\x1b[31m', '\x1b ', '\r', '\x1bP']) seen(part.repeat(1024 ** 2 / part.length))
  seen(`\x1b[${'1'.repeat(1024 ** 2)}`)
  seen(`\x1b]${'1'.repeat(1024 ** 2)}`)
  seen(`\x1b${' '.repeat(1024 ** 2)}`)
  assert.ok(performance.now() - begin < 10_000)
})

terminal.run()
