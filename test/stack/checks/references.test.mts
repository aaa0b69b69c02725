import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, messagesOf, yaml, type Around } from '../reading.mts'

const test = suite('checks: ${NAME}, {{service.field}} and secrets')

const stack = (keys: string): string => yaml`
  name: shop
  services:
    db: { kind: postgres }
    queue: { kind: container, image: q, ports: { amqp: 5672, admin: 15672 } }
    api: { kind: node-web, image: a, command: node x.js, needs: [db], wants: [queue], ${keys} }
  secrets: { token: { generate: hex32 } }
`
const here: Around = { dotenv: { LEVEL: 'info' } }

test('a variable of `.env` is there, or has a default', () => {
  assert.equal(caught(stack('variables: { A: "${LEVEL}", B: "${NONE:-x}", C: "${NONE:-}", D: "a${LEVEL}b" }'), here), [])
  assert.equal(caught(stack('variables: { A: ▸"${NONE}", B: ▸"x${NONE}y", C: ▸"${toString}" }'), here), ['variable-missing', 'variable-missing', 'variable-missing'])
  assert.equal(messagesOf(stack('variables: { A: "${NONE}" }'), here), ['NONE is not in .env → add NONE=… there, or write ${NONE:-default}'])
  assert.match(messagesOf(stack('variables: { A: "${NONE}" }')).join(), '.env, which is not there')
})

test('forms of other tools are not understood, and said to be', () => {
  for (const text of ['${NAME-default}', '${NAME:?error}', '${NAME:+x}', '${NAME:-${OTHER}}', '${NAME', '${}', '${A B}']) {
    assert.equal(caught(stack(`variables: { A: ▸"${text}" }`), here), ['unknown-reference'], text)
  }
})

test('every other sign is left as it is', () => {
  for (const text of ['$LEVEL', 'pa$$word', '$${NAME}', '$(id)', '`id`', 'a#b', "it's", 'a;b', '{{.Name}}', '{{ range .Items }}', '{% if %}', '{{x}}', 'ü', 'line\\nline']) {
    assert.equal(caught(stack(`variables: { A: "${text}" }`), here), [], text)
  }
})

test('a reference leads to a service that is needed or wanted', () => {
  assert.equal(caught(stack('variables: { A: "{{db.host}}:{{db.port}}/{{db.name}}", B: "{{ queue.ports.admin }}", C: "{{api.host}}" }')), [])
  assert.equal(caught(stack('variables: { A: ▸"{{cache.host}}", B: ▸"{{db.path}}", C: ▸"{{queue.user}}" }')), ['unknown-reference', 'unknown-reference', 'unknown-reference'])
  assert.match(messagesOf(stack('variables: { A: "{{user.name}}" }')).join(), 'a text that is meant as it stands goes into .env')
  assert.match(messagesOf(stack('variables: { B: "{{queue.prt}}" }')).join(), 'queue has host, port, ports.amqp, ports.admin')
  assert.equal(caught(stack('variables: {}').replace('wants: [queue], variables: {}', 'variables: { A: ▸"{{queue.host}}" }')), ['unknown-reference'])
  assert.match(messagesOf(stack('variables: {}').replace('wants: [queue], variables: {}', 'variables: { A: "{{queue.host}}" }')).join(), 'add queue to its `needs:` or `wants:`')
})

test('a reference that is nearly right is none of somebody else\'s', () => {
  for (const text of ['{{db}}', '{{DB.host}}', '{{db.Host}}', '{{ db.HOST }}']) {
    assert.equal(caught(stack(`variables: { A: ▸"${text}" }`)), ['unknown-reference'], text)
    assert.match(messagesOf(stack(`variables: { A: "${text}" }`)).join(), 'write `{{db.host}}`; db has host, port, user, name, password')
  }
})

test('secrets are declared, or brought by a database', () => {
  assert.equal(caught(stack('secrets: [token, db_password]')), [])
  assert.equal(caught(stack('secrets: [▸tokn, { name: ▸other, as: OTHER }]')), ['unknown-secret', 'unknown-secret'])
  assert.equal(messagesOf(stack('secrets: [tokn]')), ['the secret "tokn" is not declared → did you mean `token`?'])
  assert.equal(messagesOf(stack('secrets: [jwt_key]')), ['the secret "jwt_key" is not declared → add it at the root: secrets: { jwt_key: { generate: hex32 } }'])
  assert.equal(caught(stack('secrets: [{ name: url, as: URL, value: "a://{{db.user}}:{{db.password}}@{{db.host}}?t={{secrets.token}}&l=${LEVEL}" }]'), here), [])
  assert.equal(caught(stack('secrets: [{ name: url, value: ▸"{{secrets.tokn}}" }, { name: b, value: ▸"{{db.pasword}}" }, { name: c, value: ▸"${NONE}" }]'), here), ['unknown-secret', 'unknown-reference', 'variable-missing'])
})

test('each secret of a service has a name of its own', () => {
  assert.equal(caught(stack('secrets: [{ name: token, as: A }, { name: ▸token, as: B }, ▸token]')), ['secret-twice', 'secret-twice'])
  assert.equal(caught(stack('secrets: [{ name: token, as: A }, { name: again, as: B, value: "{{secrets.token}}" }]')), [])
  assert.equal(caught(stack('secrets: [{ name: ▸db_password, value: "x{{db.password}}" }]')), ['secret-twice'])
  assert.equal(caught(stack('secrets: [{ name: db_password, as: PGPASSWORD }]')), [])
})

test('a broken entry below `secrets:` is still declared', () => {
  assert.equal(caught('name: shop\nservices:\n  api: { kind: container, image: a, secrets: [one, two] }\nsecrets: { one: { generate: ▸hex64 }, two: {} }\n'), ['not-one-of'])
})

test('a secret does not become a variable that everybody reads', () => {
  assert.equal(caught(stack('variables: { A: ▸"{{db.password}}", B: ▸"x{{secrets.token}}" }')), ['secret-in-variable', 'secret-in-variable'])
  assert.equal(caught(stack('variables: { URL: ▸"postgres://app:x@db/shop" }')), ['secret-in-variable'])
  assert.equal(caught(stack('variables: { URL: ▸"postgres://app:${LEVEL}@{{db.host}}/shop" }'), here), ['secret-in-variable'])
  assert.equal(caught(stack('variables: { URL: "postgres://app@db/shop", QUEUE: "amqp://guest:guest@queue:5672" }')), [])
})

test('what the kind sets itself is left to it', () => {
  const db = (variables: string): string => `name: shop\nservices: { db: { kind: postgres, variables: { ${variables} } } }\n`
  assert.equal(caught(db('▸POSTGRES_PASSWORD: x')), ['taken-variable'])
  assert.equal(caught(db('▸PGDATA: /data')), ['taken-variable'])
  assert.equal(caught(db('POSTGRES_USER: ▸"${LEVEL}"'), here), ['interpolation-here'])
  assert.equal(caught(db('POSTGRES_USER: admin, POSTGRES_DB: orders, TZ: "${LEVEL}"'), here), [])
})

test('a wrapper knows the command it starts', () => {
  const api = (keys: string): string => `name: shop\nservices:\n  api: { ${keys} }\nsecrets: { token: }\nenvironments: { dev: {}, prod: {} }\n`
  const use = (mark = ''): string => `secrets: [{ name: token, as: ${mark}TOKEN }]`
  assert.equal(caught(api(`kind: container, image: a, ${use('▸')}`)), ['no-command'])
  assert.equal(caught(api(`kind: container, image: a, command: x, ${use()}`)), [])
  assert.equal(caught(api(`kind: static-web, root: a, ${use()}`)), [])
  assert.equal(caught(api(`kind: redis, ${use('▸')}`)), ['no-command'])
  assert.equal(caught(api(`kind: node-web, build: api, ${use()}`), { folders: ['api'], files: { 'api/Dockerfile': 'FROM node:24\nCMD ["node", "x.js"]\n' } }), [])
  assert.equal(caught(api(`kind: node-web, image: a, dev: { command: x }, ${use('▸')}`), { env: 'prod' }), ['no-command'])
  assert.equal(caught(api(`kind: node-web, image: a, dev: { command: x }, ${use()}`), { env: 'dev' }), [])
})

test.run()
