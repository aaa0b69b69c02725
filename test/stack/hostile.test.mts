import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codesOf, reading } from './reading.mts'

const test = suite('stack: files that would hurt')

/** Problems of a file, which has to be judged in less than a second; a busy machine gets a second try. */
const quickly = (text: string, tries = 3): readonly string[] => {
  const start = performance.now()
  const codes = codesOf(text)
  const time = performance.now() - start
  if (time >= 1000 && tries > 1) return quickly(text, tries - 1)
  assert.ok(time < 1000, `took ${Math.round(time)} ms`)
  return codes
}

const laughs = (levels: number, wide: number): string => ['a0: &a0 [x]',
  ...Array.from({ length: levels }, (_, level) => `a${level + 1}: &a${level + 1} [${Array.from({ length: wide }, () => `*a${level}`).join(', ')}]`)].join('\n')

test('aliases of aliases of aliases are not expanded', () => {
  assert.equal(quickly(`name: shop\nservices: {}\n${laughs(9, 9)}\n`), ['yaml-alias-bomb'])
})

test('one anchor used by two hundred services is fine', () => {
  const services = Array.from({ length: 200 }, (_, index) => `  api-${index}: { <<: *base, port: ${3000 + index} }`).join('\n')
  assert.equal(quickly(`name: shop\nservices:\n  base: &base { kind: container, image: a }\n${services}\n`), [])
})

test('a file above 2 MB is refused before it is read', () => {
  assert.equal(quickly(`# ${'x'.repeat(2 * 1024 * 1024)}\nname: shop\n`), ['file-too-large'])
  assert.equal(quickly(`# ${'ü'.repeat(1024 * 1024)}\nname: shop\n`), ['file-too-large'])
})

test('a long comment below 2 MB does not matter', () => {
  assert.equal(quickly(`# ${'x'.repeat(2_000_000)}\nname: shop\nservices: { cache: { kind: redis } }\n`), [])
})

test('deep nesting is refused in every form', () => {
  assert.equal(quickly(`name: ${'['.repeat(100_000)}`), ['yaml-too-deep'])
  assert.equal(quickly(`name: ${'{a: '.repeat(100_000)}`), ['yaml-too-deep'])
  assert.equal(quickly(`name:\n${'- '.repeat(100_000)}x`), ['yaml-too-deep'])
  assert.equal(quickly(Array.from({ length: 1900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')), ['yaml-too-deep'])
})

test('brackets in texts and comments are no nesting', () => {
  assert.equal(quickly(`# ${'[ '.repeat(300)}\nname: shop\nservices: { cache: { kind: redis } }\n`), [])
})

test('ten thousand wrong keys are all named', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `key${index}: 1`).join('\n')
  assert.is(quickly(`name: shop\nservices: { cache: { kind: redis } }\n${keys}\n`).length, 10_000)
})

test('a thousand services that need each other in a chain are read', () => {
  const services = Array.from({ length: 1000 }, (_, index) => `  s${index}: { kind: container, image: a${index === 0 ? '' : `, needs: [s${index - 1}]`} }`).join('\n')
  assert.equal(quickly(`name: shop\nservices:\n${services}\n`), [])
  const circle = services.replace('s0: { kind: container, image: a', 's0: { kind: container, image: a, needs: [s999]')
  assert.equal(quickly(`name: shop\nservices:\n${circle}\n`), ['needs-cycle'])
})

test('a problem shows at most 200 characters of its line and 60 of its value', () => {
  const [problem] = reading(`name: "${'x'.repeat(5000)}"\nservices: { cache: { kind: redis } }\n`).problems
  assert.ok((problem?.source.length ?? 999) <= 200)
  assert.ok((problem?.message.length ?? 999) < 100)
})

test('control characters and terminal escapes do not reach the message as they are', () => {
  const { problems } = reading('name: "\\e[31mred\\a"\nservices: { cache: { kind: redis } }\n')
  assert.equal(problems.map(({ message }) => message), ['"\\u001b[31mred\\u0007" is not a name'])
  assert.equal(reading('name: "\u001b[31mred"\nservices: { cache: { kind: redis } }\n').problems.map(({ source }) => source), ['name: "·[31mred"'])
})

test.run()
