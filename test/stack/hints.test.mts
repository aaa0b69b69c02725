import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codesOf, messagesOf } from './reading.mts'

const test = suite('stack: hints, followed by the letter')

const service = (keys: string): string => `name: shop\nservices:\n  db: { kind: postgres }\n  api: {\n    ${keys} }\n`

/** Keys that are wrong → what the hint says, and the keys after doing so. */
const follow = (wrong: string, hint: string, right: string): void => {
  const [message = '', ...others] = messagesOf(service(wrong))
  assert.ok(message.includes(hint), `${wrong}: ${message}`)
  assert.equal(others.filter((one) => !one.includes(hint)), [], wrong)
  assert.equal(codesOf(service(right)).filter((code) => code !== 'not-portable'), [], right)
}

test('values come with the one that was meant', () => {
  const base = 'kind: container, image: a, port: 80'
  follow(`${base}, ready: 60`, 'write `60s`', `${base}, ready: 60s`)
  follow(`${base}, ready: 5 minutes`, 'write `5m`', `${base}, ready: 5m`)
  follow(`${base}, stop: 10`, 'write `10s`', `${base}, stop: 10s`)
  follow(`${base}, limits: { memory: 512 }`, 'write `512M`', `${base}, limits: { memory: 512M }`)
  follow(`${base}, limits: { memory: 512 MB }`, 'write `512MB`', `${base}, limits: { memory: 512MB }`)
  follow(`${base}, limits: { memory: 536870912 }`, 'write `512M`', `${base}, limits: { memory: 512M }`)
  follow(`${base}, limits: { cpus: 50% }`, 'write `0.5`', `${base}, limits: { cpus: 0.5 }`)
  follow(`${base}, route: api`, 'write `/api`', `${base}, route: /api`)
  follow(`${base}, route: /api/*`, 'write `/api/`', `${base}, route: /api/`)
  follow(`${base}, health: "http://localhost:80/health"`, 'write `/health`', `${base}, health: /health`)
  follow(`${base}, needs: [DB]`, 'write `db`', `${base}, needs: [db]`)
  follow(`${base}, needs: db`, 'write a list: `[db]`', `${base}, needs: [db]`)
  follow(`${base}, variables: { A-B: x }`, 'write `A_B`', `${base}, variables: { A_B: x }`)
  follow(`${base}, workdir: app`, 'write `/app`', `${base}, workdir: /app`)
  follow(`${base}, route: { path: /, limit: 10/s }`, 'write `10r/s`', `${base}, route: { path: /, limit: 10r/s }`)
  follow(`${base}, stop: { signal: INT }`, 'write `SIGINT`', `${base}, stop: { signal: SIGINT }`)
  follow(`${base}, publish: ["localhost:8080:80"]`, 'write `127.0.0.1:8080:80`', `${base}, publish: ["127.0.0.1:8080:80"]`)
  follow(`${base}, volumes: [/data]`, 'write `data:/data`', `${base}, volumes: [data:/data]`)
  follow(`${base}, volumes: [./data]`, 'write `./data:/data`', `${base}, volumes: [./data:/data]`)
  follow(`${base}, volumes: ["./data:/data:z"]`, 'write `./data:/data`', `${base}, volumes: ["./data:/data"]`)
  follow(`${base}, volumes: ["Data:/data"]`, 'write `data:/data`', `${base}, volumes: ["data:/data"]`)
  follow(`${base}, volumes: ["data/x:/data"]`, 'write `./data/x:/data`', `${base}, volumes: ["./data/x:/data"]`)
  follow('kind: container, image: node 24', 'write `node:24`', 'kind: container, image: "node:24"')
  follow('image: "postgres:18"', 'add `kind: postgres`', 'image: "postgres:18", kind: postgres')
  follow('image: "mysql:8"', 'add `kind: container`', 'image: "mysql:8", kind: container')
  follow('build: ./api', 'add `kind: node-web`', 'build: ./api, kind: node-web, command: node x.js')
})

test('names of other tools lead to the kind', () => {
  const kinds = { python: 'python-web', fastapi: 'python-web', nodejs: 'node-web', express: 'node-web', golang: 'go-web', react: 'static-web', nginx: 'static-web', mysql: 'container', rabbitmq: 'container', database: 'postgres', cache: 'redis', cron: 'job', worker: 'node-worker', web: 'node-web', rds: 'external' }
  for (const [word, kind] of Object.entries(kinds)) assert.match(messagesOf(service(`kind: ${word}, image: a`)).join(), new RegExp(`write \`${kind}\``), word)
  assert.match(messagesOf(service('kind: postgresql')).join(), 'did you mean `postgres`?')
  assert.match(messagesOf(service('kind: xyz')).join(), 'the kinds are postgres, redis, node-web')
})

test('what a service lacks is named with what to add', () => {
  follow('kind: container', 'add `image: name:version`', 'kind: container, image: "name:version"')
  follow('kind: static-web', 'add `root: ./folder`', 'kind: static-web, root: ./folder')
  follow('kind: job', 'add `image: name:version`', 'kind: job, image: "name:version"')
  follow('kind: node-web', 'add `build: ./folder`', 'kind: node-web, build: ./folder, command: node x.js')
  follow('kind: container, image: a, route: /', 'add `port:`', 'kind: container, image: a, route: /, port: 3000')
  follow('kind: container, image: a, health: /', 'add `port: 3000`', 'kind: container, image: a, health: /, port: 3000')
  follow('kind: external', 'add `address: db.example.com:5432`', 'kind: external, address: "db.example.com:5432"')
  follow('kind: external, address: "https://api.example.com/v1"', 'write `api.example.com:443`', 'kind: external, address: "api.example.com:443"')
})

test('commands that want a shell get one', () => {
  const base = 'kind: node-web, image: a'
  follow(`${base}, command: npm run build && npm start`, 'write `[sh, -c, "npm run build && npm start"]`', `${base}, command: [sh, -c, "npm run build && npm start"]`)
  follow(`${base}, command: "a; b"`, 'write `[sh, -c, "a; b"]`', `${base}, command: [sh, -c, "a; b"]`)
  follow(`${base}, command: node x.js --port $PORT`, 'write `[sh, -c, "exec node x.js --port $PORT"]`', `${base}, command: [sh, -c, "exec node x.js --port $PORT"]`)
  follow(`${base}, command: [node, x.js, "\${PORT}"]`, 'write `[sh, -c, "exec node x.js ${PORT}"]`', `${base}, command: [sh, -c, "exec node x.js \${PORT}"]`)
  follow(`${base}, command: [npm start]`, 'write it without brackets: `npm start`', `${base}, command: npm start`)
  follow(`${base}, dev: { command: "npm i && npm run dev" }`, 'write `[sh, -c, "npm i && npm run dev"]`', `${base}, dev: { command: [sh, -c, "npm i && npm run dev"] }`)
  follow(`${base}, health: { command: "curl -f http://localhost || exit 1" }`, 'write `[sh, -c, "curl -f http://localhost || exit 1"]`', `${base}, health: { command: [sh, -c, "curl -f http://localhost || exit 1"] }`)
  follow(`${base}, health: { command: [CMD, curl, -f, "http://localhost"] }`, 'write `["curl","-f","http://localhost"]`', `${base}, health: { command: ["curl","-f","http://localhost"] }`)
  follow(`${base}, health: { command: [CMD-SHELL, "curl -f x || exit 1"] }`, 'write `[sh, -c, "curl -f x || exit 1"]`', `${base}, health: { command: [sh, -c, "curl -f x || exit 1"] }`)
  follow(`${base}, command: "echo it's"`, 'close it', `${base}, command: "echo it\\\\'s"`)
  follow(`${base}, needs: [db], command: "wait {{db.host}}"`, '`[sh, -c, "exec program --host $DB_HOST"]`', `${base}, needs: [db], command: [sh, -c, "exec program --host $DB_HOST"]`)
})

test('a command keeps quotes, dollars inside them, and a shell of its own', () => {
  for (const command of ['sh -c "a && b $X"', 'node -e "a;b"', "node x.js --price '$5'", '[node, x.js, "a;b", "$X"]', '[bash, -lc, "echo ${X}"]', 'gunicorn -b 0.0.0.0:8000 app:app', 'redis-cli --user "a|b"', "[python, -c, 'print(1) # {{x}}']"]) {
    assert.equal(codesOf(service(`kind: container, image: a, command: ${command.startsWith('[') ? command : JSON.stringify(command)}`)), [], command)
  }
})

test('an address with a written password becomes a secret', () => {
  const base = 'kind: node-web, image: a, command: node x.js, needs: [db]'
  const fixed = 'secrets: [{ name: database_url, as: DATABASE_URL, value: "postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}" }]'
  follow(`${base}, variables: { DATABASE_URL: "postgres://app:hunter2@db:5432/shop" }`, `remove it here and write \`${fixed}\``, `${base}, ${fixed}`)
  follow(`${base}, variables: { DATABASE_URL: "postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}" }`, `remove it here and write \`${fixed}\``, `${base}, ${fixed}`)
  assert.equal(codesOf(service(`${base}, variables: { OTHER: "https://u:p@example.com/" }`)), [])
})

test.run()
