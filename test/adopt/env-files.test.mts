import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { composeTexts } from '../../scripts/adopt/dotenv-text.mts'
import { findComposeFiles } from '../../scripts/adopt/project-files.mts'
import { dockerfiles, made } from './reading.mts'

const test = suite('adopt: env files')
const app = (environment: string, files: Readonly<Record<string, string>>, more = '') =>
  made(`services:\n  a:\n    build: ./app\n    ports: ["3000:3000"]\n    environment: ${environment}\n${more}`, { ...dockerfiles.node, ...files })

test('values are texts of compose: a plain dollar is doubled, and single quotes name nobody', () => assert.equal(
  composeTexts("A=${B}/x\nC='a$B'\nD=5$\n", { A: '${B}/x', C: 'a$B', D: '5$' }), { A: '${B}/x', C: 'a$$B', D: '5$$' }))

test('a variable of .env that is put together of others is written so: gantry does not expand .env', () => {
  const { data, left } = app('{ URL: "${URL}", PLAIN: }', { '.env': 'HOST=h.example.com\nURL=https://${HOST}/x\nPLAIN=a-$HOST\n' })
  assert.equal([data.services['a'].variables, left], [{ URL: 'https://${HOST}/x', PLAIN: 'a-${HOST}' }, []])
})

test('an address with a password in .env is put together of the parts of the database', () => {
  const { data } = app('{ DATABASE_URL: "${DATABASE_URL}" }', { '.env': 'U=shop\nPW=geheim-1\nDATABASE_URL=postgres://${U}:${PW}@db:5432/d\n' },
    '  db: { image: "postgres:17", environment: { POSTGRES_USER: "${U}", POSTGRES_PASSWORD: "${PW}", POSTGRES_DB: d } }\n')
  assert.is(data.services['a'].secrets[0].value, 'postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}')
})

test('what is only a value is filled in to the end', () =>
  assert.is(made('services: { a: { image: "${IMAGE}" } }\n', { '.env': 'REGISTRY=r.example.com\nIMAGE=${REGISTRY}/x:1\n' }).data.services['a'].image, 'r.example.com/x:1'))

test('variables that name each other in a circle end', () => assert.ok(made('services: { a: { image: x, environment: { A: "${A}" } } }\n', { '.env': 'A=${B}\nB=${A}\n' })))

test('an env file names its own variables, and those of .env before them', () => {
  const { data, left } = made('services: { a: { image: x, env_file: app.env } }\n', { '.env': 'A=1\n', 'app.env': 'A=own\nQ=${A}-${Z}\nZ=z\n' })
  assert.equal([data.services['a'].variables, left], [{ A: 'own', Q: '${A}-z', Z: 'z' }, []])
})

test('an included file has the env file that is given to it, else the .env beside it; the .env of the project goes before', () => {
  const files = { '.env': 'A=root\n', 'sub/.env': 'A=sub\nB=sub\n', 'sub/more.env': 'B=more\n', 'sub/c.yaml': 'services: { y: { image: "y:${A}-${B}" } }\n' }
  const image = (include: string): string => made(`include: [${include}]\nservices: { x: { image: x } }\n`, files).data.services['y'].image
  assert.equal([image('sub/c.yaml'), image('{ path: sub/c.yaml, env_file: sub/more.env }')], ['y:root-sub', 'y:root-more'])
})

test('a profile that .env switches on is started', () => {
  const { data, took } = made('services: { a: { image: x }, b: { image: y, profiles: [t] }, c: { image: z, profiles: [u] } }\n', { '.env': 'COMPOSE_PROFILES=t\n' })
  assert.equal([data.environments.prod.services, took.includes('COMPOSE_PROFILES=t → what is started')], [{ c: null }, true])
})

test('a name of the project in .env goes before the one of the file', () =>
  assert.is(made('name: other\nservices: { a: { image: x } }\n', { '.env': 'COMPOSE_PROJECT_NAME=books\n' }).data.name, 'books'))

test.run()

// ---

const found = suite('adopt: which compose files there are')

for (const [names, values, files] of [
  [['docker-compose.yml', 'compose.yaml'], {}, ['compose.yaml']],
  [['compose.yml', 'docker-compose.override.yml'], {}, ['compose.yml', 'docker-compose.override.yml']],
  [['compose.yaml', 'compose.override.yaml', 'compose.override.yml'], {}, ['compose.yaml', 'compose.override.yml']],
  [['compose.yaml'], { COMPOSE_FILE: 'a.yml:b.yml' }, ['a.yml', 'b.yml']],
  [['compose.yaml'], { COMPOSE_FILE: 'a.yml;b.yml', COMPOSE_PATH_SEPARATOR: ';' }, ['a.yml', 'b.yml']],
  [['stack.txt'], {}, []],
] as const) found(`${[...names, ...Object.values(values)].join(', ')} → ${files.join(', ') || 'none'}`, () => assert.equal(findComposeFiles(names, values), files))

found.run()
