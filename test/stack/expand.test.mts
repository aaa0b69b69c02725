import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { piecesOf } from '../../scripts/stack/expand.mts'
import { workloadOf } from './reading.mts'

const test = suite('stack: ${NAME} and {{service.field}}')

test('a text is cut at its holes', () => {
  assert.equal(piecesOf('plain'), [{ is: 'text', text: 'plain' }])
  assert.equal(piecesOf(''), [])
  assert.equal(piecesOf('${A}'), [{ is: 'variable', name: 'A' }])
  assert.equal(piecesOf('${A:-b c}'), [{ is: 'variable', name: 'A', fallback: 'b c' }])
  assert.equal(piecesOf('${A:-}'), [{ is: 'variable', name: 'A', fallback: '' }])
  assert.equal(piecesOf('x{{db.host}}:{{ db.ports.http }}'), [{ is: 'text', text: 'x' }, { is: 'reference', service: 'db', field: 'host' }, { is: 'text', text: ':' }, { is: 'reference', service: 'db', field: 'ports.http' }])
})

test('`$${` is a plain `${`', () => {
  assert.equal(piecesOf('a$${A}b').map((piece) => 'text' in piece ? piece.text : '?').join(''), 'a${A}b')
})

test('what is neither is told apart from plain text', () => {
  for (const text of ['${A-b}', '${A:-${B}}', '${A', '${}', '{{db}}', '{{DB.host}}', '{{db.host.}}'.replace('.}', 'X}')]) assert.ok(piecesOf(text).some(({ is }) => is === 'unclear'), text)
  for (const text of ['$A', '$$A', '{{', '}}', '{{.A}}', '{{ if x }}', '{A}', '%A%']) assert.equal(piecesOf(text), [{ is: 'text', text }], text)
})

const file = (variables: string): string => `name: shop\nservices:\n  db: { kind: postgres }\n  api: { kind: container, image: a, needs: [db], variables: { ${variables} } }\n`
const api = (variables: string, dotenv: Readonly<Record<string, string>> = {}) => workloadOf(file(variables), 'api', 'prod', { dotenv })

test('what comes from `.env` stays private, with the rest of its text', () => {
  const { variables, privateVariables } = api('A: plain, B: "x${NAME}y", C: "${NONE:-d}", D: "{{db.host}}", E: "{{db.host}}/${NAME}"', { NAME: 'v' })
  assert.equal([variables.A, variables.D], ['plain', 'db'])
  assert.equal(privateVariables, { B: 'xvy', C: 'd', E: 'db/v' })
  assert.equal(['B', 'C', 'E'].filter((name) => name in variables), [])
})

test('hostile values arrive byte for byte', () => {
  const values = ['pa$word', 'pa$$word', 'a#b', ' a ', '"', "'", 'a\nb', 'a\r\nb', ';', '`id`', '$(id)', '{{', '}}', '{{.Name}}', '\\', '\\n', 'ü€😀', '${', '\t', '', '%s', '$1', '$&']
  for (const value of values) {
    assert.is(api('A: "${NAME}"', { NAME: value }).privateVariables.A, value, `from .env: ${value}`)
    if (value !== '${') assert.is(api(`A: ${JSON.stringify(value)}`).variables.A, value, `written: ${value}`)
  }
})

test('names that every JavaScript object has are no values', () => {
  assert.is(api('A: "${toString:-none}", B: "${constructor:-none}"').privateVariables.A, 'none')
})

test('a value from `.env` is not looked at for further holes', () => {
  assert.is(api('A: "${NAME}"', { NAME: '${OTHER} {{db.host}}' }).privateVariables.A, '${OTHER} {{db.host}}')
})

test('what a service takes from `.env` goes before what its kind and its needs give', () => {
  const { variables, privateVariables } = api('DB_HOST: "${NAME}"', { NAME: 'elsewhere' })
  assert.is(privateVariables.DB_HOST, 'elsewhere')
  assert.is(variables.DB_HOST, undefined)
  assert.is(variables.DB_PORT, '5432')
})

test.run()
