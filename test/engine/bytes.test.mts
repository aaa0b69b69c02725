// limit: 120
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stringify } from 'yaml'
import { docker, createStack } from './support/stack.mts'

/** What shells, compose, dotenv, YAML and templates take for something else. */
const hostile: Readonly<Record<string, string>> = {
  dollar: 'pa$word $HOME ${HOME} $$ \\$x', hash: 'a #b#c', single: `it's`, double: 'say "hi"', backslash: 'a\\b\\n\\', percent: '100%s %41',
  space: '  around  ', newline: 'two\nlines\n', equals: 'a=b==', semicolon: 'a;id;', backtick: '`id`', braces: '{{db.host}}{{ x }}', brace: '${A:-b}', utf8: 'grüße ☃ 🙂', every: `$#"'\\% \n=;\`{{\${ü`,
}
const names = Object.keys(hostile)
const upper = (prefix: string, name: string) => `${prefix}_${name.toUpperCase()}`

/** In stack.yaml `${` begins a variable and `$${` stands for itself; what looks like a reference to a service would be one. */
const inStack = Object.entries(hostile).filter(([name]) => name !== 'braces').map(([name, value]) => [upper('LITERAL', name), value.replaceAll('${', () => '$${')])

/** A value as .env can write it: in the quotes that are not in it; dotenv turns \n into a newline only in double quotes. */
const inDotenv = (value: string): string | undefined => ["'", '"', '`'].filter((quote) => !value.includes(quote) && !(quote === '"' && value.includes('\\'))).map((quote) => `${quote}${value}${quote}`)[0]
const dotenv = Object.entries(hostile).flatMap(([name, value]) => { const text = inDotenv(value); return text === undefined ? [] : [[name, text] as const] })

const echo = { kind: 'container', image: 'busybox:1', command: ['sh', '-c', 'env -0 > /tmp/env; exec sleep 600'], health: { command: 'test -s /tmp/env' } }
const stack = await createStack('t-bytes', {
  'stack.yaml': stringify({
    services: {
      db: { kind: 'postgres' },
      files: { ...echo, user: '4321:4321', secrets: names, variables: Object.fromEntries(inStack) },
      fromenv: { ...echo, variables: Object.fromEntries(dotenv.map(([name]) => [upper('ENV', name), `\${${upper('OWN', name)}}`])) },
      wrapped: { ...echo, secrets: names.map((name) => ({ name, as: upper('AS', name) })) },
      composed: { ...echo, needs: ['db'], secrets: [{ name: 'db_url', as: 'DATABASE_URL', value: 'postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}?x=a b' }, { name: 'joined', value: 'p={{secrets.every}};' }] },
    },
    secrets: Object.fromEntries([...names, 'db_password'].map((name) => [name, { generate: 'none' }])),
    environments: { dev: { reload: false } },
  }),
  '.env': dotenv.map(([name, text]) => `${upper('OWN', name)}=${text}\n`).join(''),
})

/** The variables of a service's process, byte for byte. */
const variablesOf = async (service: string): Promise<Readonly<Record<string, string>>> => {
  const text = Buffer.from(await stack.exec(service, ['base64', '/tmp/env']), 'base64').toString()
  return Object.fromEntries(text.split('\0').map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))
}

/** The secrets of a service as its user reads them, byte for byte. */
const secretsOf = async (service: string): Promise<Readonly<Record<string, string>>> => {
  const rows = await stack.exec(service, ['sh', '-c', 'cd /run/secrets && for name in *; do echo "$name $(base64 -w0 "$name")"; done'])
  return Object.fromEntries(rows.split('\n').map((row) => row.split(' ')).map(([name = '', text = '']) => [name, Buffer.from(text, 'base64').toString()]))
}

const bytes = suite('every value arrives byte for byte')

bytes.after(() => stack.remove())

bytes('a stack full of hostile values starts', async () => {
  for (const name of names) await stack.write(`secrets/dev/${name}`, hostile[name] ?? '')
  await stack.write('secrets/dev/db_password', hostile['every'] ?? '')
  const { code, stderr } = await stack.gantry('up')
  assert.is(code, 0, stderr)
  assert.ok(dotenv.length >= names.length - 2, 'nearly everything can be written in .env')
})

bytes('secrets as files', async () => {
  const found = await secretsOf('files')
  for (const name of names) assert.is(found[name], hostile[name], name)
})

bytes('secrets as variables, newlines at the end included', async () => {
  const found = await variablesOf('wrapped')
  for (const name of names) assert.is(found[upper('AS', name)], hostile[name], name)
})

bytes('variables written in stack.yaml', async () => {
  const found = await variablesOf('files')
  for (const name of names) if (name !== 'braces') assert.is(found[upper('LITERAL', name)], hostile[name], name)
})

bytes('variables from .env', async () => {
  const found = await variablesOf('fromenv')
  for (const [name] of dotenv) assert.is(found[upper('ENV', name)], hostile[name], name)
})

bytes('a URL made of secrets has each of them percent-encoded, the rest as it stands', async () => {
  const url = `postgres://app:${encodeURIComponent(hostile['every'] ?? '')}@db:5432/t_bytes?x=a b`
  assert.is((await variablesOf('composed'))['DATABASE_URL'], url)
  assert.is(decodeURIComponent(new URL(url).password), hostile['every'])
})

bytes('a database takes such a password, and asks for it', async () => {
  const login = (password: string) => stack.gantry('exec', 'db', 'sh', '-c', `PGPASSWORD="${password}" psql -h db -U app -d t_bytes -tAc 'select 1'`)
  assert.is((await login('$(cat /run/secrets/db_password)')).stdout, '1\n')
  assert.is.not((await login('another')).code, 0)
})

bytes('a text made of secrets that is no URL has them as they are', async () => {
  assert.is((await secretsOf('composed'))['joined'], `p=${hostile['every']};`)
})

bytes('the container of a wrapped secret shows nothing of it', async () => {
  const [wrapped] = await stack.inspect('wrapped')
  const shown = JSON.stringify(wrapped) + await docker('logs', wrapped?.Id ?? '') + await docker('top', wrapped?.Id ?? '', '-eo', 'pid,args')
  for (const value of [hostile['dollar'], hostile['backtick'], hostile['utf8']]) assert.not.match(shown, value ?? '')
})

bytes.run()
