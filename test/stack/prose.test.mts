import { readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProblemCode } from '../../scripts/stack/problem.mts'
import { prose, show } from '../../scripts/stack/prose.mts'
import { messagesOf } from './reading.mts'

const test = suite('stack: the prose of problems')

/** Codes that do not come from the text of a stack file. */
const elsewhere: ReadonlySet<ProblemCode> = new Set(['file-missing', 'no-environment', 'env-file', 'env-file-hash', 'template-hole', 'template-unused', 'usage', 'lock-stale', 'bad-requirement'])
const codes = Object.keys(prose) as ProblemCode[]

test('every code that a stack file can cause is caught by a test', () => {
  const here = new URL('.', import.meta.url)
  const tests = [here, new URL('checks/', here), new URL('../kinds/', here)].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.test.mts')).map((name) => readFileSync(new URL(name, folder), 'utf8'))).join('\n')
  assert.equal(codes.filter((code) => !elsewhere.has(code) && !new RegExp(`['\`](warning )?${code}[ '\`]`).test(tests)), [])
})

test('a message says what is wrong, a hint what to do: short, in the present, without a full stop', () => {
  for (const code of codes) {
    const [message, hint] = prose[code]({ value: 'x', other: 'y', expected: 'z', near: undefined, text: 'it is so' })
    for (const text of [message, hint]) assert.match(text, /^[^A-Z\s].*[^.!\s]$/, `${code}: ${text}`)
    assert.not.match(`${message} ${hint}`, /please|sorry|invalid|illegal|undefined/i, code)
  }
})

test('values are shown on one line, quoted, never long', () => {
  assert.equal([show('a'), show('a\nb'), show(3), show(true), show(null), show(undefined), show([1]), show({ a: 1 })], ['"a"', '"a\\nb"', '3', 'true', 'nothing', 'nothing', 'a list', 'a map'])
  assert.ok(show('x'.repeat(1000)).length <= 60)
})

test('a long list of services is cut', () => {
  const services = Array.from({ length: 20 }, (_, index) => `  service-number-${index}: { kind: redis }\n`).join('')
  assert.match(messagesOf(`name: shop\nservices:\n${services}  api: { kind: container, image: a, needs: [zzz] }\n`).join(), /service-number-11 and 9 more$/)
})

test.run()
