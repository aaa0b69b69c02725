import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { completionValues, quote, rowsOf } from '../../scripts/report/completions.mts'

const completions = suite('report: completions')

completions('quotes a word so that its shell takes it as it is', () => {
  assert.is(quote('bash', `it's $(id) \\`), `'it'\\''s $(id) \\'`)
  assert.is(quote('zsh', `it's`), `'it'\\''s'`)
  assert.is(quote('fish', `it's $(id) \\`), `'it\\'s $(id) \\\\'`)
})

completions('has a row for each command and option, and those of every command under a star', () => {
  const all = { name: '--all', hint: 'all | some\nof them', takes: '', inline: false } as const
  const native = { name: '--native', hint: 'without', takes: 'services', inline: true } as const
  assert.equal(rowsOf([{ name: 'up', summary: 'start', takes: 'services', options: [native] }], [all]), [
    'up||services|start', 'up|--native|=services|without', '*|--all||all | some of them',
  ])
})

completions('fills the holes of a template', () => {
  const asking = { node: '/it\'s/node', script: '/a b/x.mts', cache: '/c' }
  assert.equal(completionValues('bash', ['a|||x', 'b|||y'], asking, 'make it'), {
    install: 'make it', rows: `'a|||x'\n'b|||y'`, node: `'/it'\\''s/node'`, script: `'/a b/x.mts'`, cache: `'/c'`, shells: 'bash zsh fish',
  })
  assert.is(completionValues('fish', ['a', 'b'], asking, '')['rows'], `'a' \\\n'b'`)
})

completions.run()
