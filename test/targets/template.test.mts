import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileTemplates } from '../../scripts/targets/template.mts'
import { writeYaml } from '../../scripts/targets/yaml.mts'

const yaml = (text: string, values: Record<string, unknown>) => compileTemplates({ own: { 'a.yaml': text }, overrides: {} }).templates.yaml('a.yaml', values)
const text = (source: string, values: Record<string, unknown>) => compileTemplates({ own: { 'a.conf': source }, overrides: {} }).templates.text('a.conf', values)

const test = suite('templates')

test('a quoted scalar that is one hole takes a value of any shape', () => {
  assert.equal(yaml("a: '{{x}}'\nb: ['{{y}}', 2]\n", { x: { c: [1, true] }, y: null }), { a: { c: [1, true] }, b: [null, 2] })
})

test('a hole inside a longer scalar takes text', () => {
  assert.equal(yaml("a: '{{host}}:{{port}}/x'\n'k-{{host}}': 1\n", { host: 'db', port: 5432 }), { a: 'db:5432/x', 'k-db': 1 })
})

test('what it is filled with cannot break out of its place', () => {
  assert.equal(yaml("a: '{{x}}'\nb: 'pre {{x}}'\n", { x: 'y: 1\n- {{x}} #' }), { a: 'y: 1\n- {{x}} #', b: 'pre y: 1\n- {{x}} #' })
})

test('an undefined value takes its key, its item and its line with it', () => {
  assert.equal(yaml("a: '{{x}}'\nb: 1\nc: [1, '{{x}}']\nd: 'to {{x}}'\n", { x: undefined }), { b: 1, c: [1] })
  assert.is(text('a\nlisten {{x}};\nb', { x: undefined }), 'a\nb')
})

test('a map of which nothing is left goes too', () => {
  assert.equal(yaml("a: { b: '{{x}}', c: { d: '{{x}}' } }\nb: {}\n", { x: undefined }), { b: {} })
})

test('comments and blank lines survive, and those of what is gone go with it', () => {
  const template = "# For {{who}}.\n\n# first\na: 1 # beside\n\n# second\nb: '{{x}}'\nc:\n  # inside\n  - '{{y}}' # item\n\n# last\n"
  assert.is(writeYaml(yaml(template, { who: 'you', x: 2, y: 3 })), "# For you.\n\n# first\na: 1 # beside\n\n# second\nb: 2\nc:\n  # inside\n  - 3 # item\n# last\n")
  assert.is(writeYaml(yaml(template, { who: 'you', x: undefined, y: undefined })), '# For you.\n\n# first\na: 1 # beside\n# last\n')
})

test('a hole alone on its line indents every line of its text', () => {
  assert.is(text('server {\n  {{body}}\n}', { body: 'a\n\nb {\n  c\n}' }), 'server {\n  a\n\n  b {\n    c\n  }\n}')
})

test('braces that are no hole are left alone', () => {
  assert.is(text("--format '{{.State}}' {{ $value }} {{x.y}} ${x}", {}), "--format '{{.State}}' {{ $value }} {{x.y}} ${x}")
})

test('what is asked of a template that it does not have is a mistake in the code', () => {
  assert.throws(() => text('a {{x}}', {}), /^templates\/a\.conf:1: no value is named x$/)
  assert.throws(() => text('a', { x: 1 }), /^templates\/a\.conf: the value x has no hole$/)
  assert.throws(() => yaml("a: {{x}}\n", { x: 1 }), /^templates\/a\.yaml 1:5: a hole stands in quotes: '\{\{name\}\}'$/)
  assert.throws(() => compileTemplates({ own: {}, overrides: {} }).templates.text('b.conf', {}), /^there is no template b\.conf$/)
})

test.run()

// ---

const override = suite('a template of the stack')
const own = { 'compose/service.yaml': "image: '{{image}}'\nuser: '{{user}}'\n", 'nginx/server.conf': 'server {{name}}\n' }
const problemsOf = (overrides: Record<string, string>) => compileTemplates({ own, overrides }).problems

override('takes the place of the one with its name', () => {
  const { templates, problems } = compileTemplates({ own, overrides: { 'compose/service.yaml': "# ours\nuser: '{{user}}'\nimage: 'mirror/{{image}}'\n" } })
  assert.equal(problems, [])
  assert.equal(templates.yaml('compose/service.yaml', { image: 'a:1', user: '1:1' }), { user: '1:1', image: 'mirror/a:1' })
  assert.is(templates.text('nginx/server.conf', { name: 'x' }), 'server x\n')
})

override('with a hole nobody fills is a problem with its place', () => {
  const [problem] = problemsOf({ 'compose/service.yaml': "image: '{{image}}'\n# {{user}}\nname: 'x-{{nam}}'\n" })
  assert.equal(problem, {
    code: 'template-hole', severity: 'error', path: '', file: 'templates/compose/service.yaml', line: 3, column: 10, source: "name: 'x-{{nam}}'",
    message: '{{nam}} is not a value of this template', hint: 'Choose one of image, user.',
  })
})

override('that leaves a value out is warned of', () => {
  assert.equal(problemsOf({ 'compose/service.yaml': "image: '{{image}}'\n" }).map(({ code, severity, message }) => [code, severity, message]), [['template-unused', 'warning', '{{user}} is left out']])
})

override('that nobody reads is warned of', () => {
  assert.equal(problemsOf({ 'compose/servce.yaml': '' }).map(({ code, hint }) => [code, hint]), [['template-unused', 'Choose one of compose/service.yaml, or remove the file.']])
})

override('that does not parse is a problem with its place', () => {
  const places = (text: string) => problemsOf({ 'compose/service.yaml': `image: '{{image}}'\nuser: '{{user}}'\n${text}` }).map(({ code, line, column }) => [code, line, column])
  assert.equal(places('a: [1\nb: 2\n').slice(0, 1), [['yaml-syntax', 4, 1]])
  assert.equal(places('a: {{image}}\n'), [['yaml-syntax', 3, 5]])
  assert.equal(places('a: &x 1\nb: *x\n'), [['yaml-syntax', 4, 4]])
  assert.equal(places('a: !reset 1\n'), [['yaml-syntax', 3, 4]])
})

override.run()
