import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { caught, yaml } from './reading.mts'

const test = suite('stack: files written from memory')

/** What is typed, with a mark before each mistake; the hints; and the file after doing what they say. */
const mended = (typed: string, codes: readonly string[], right: string): void => {
  assert.equal(caught(typed), codes)
  assert.equal(caught(right, { dotenv: { JWT: 'x' } }).filter((code) => !code.startsWith('warning')), [])
}

test('Express and PostgreSQL, as for compose', () => mended(yaml`
  ▸version: '3.9'
  name: shop
  services:
    ▸db:
      image: postgres:16
      ▸environment:
        POSTGRES_PASSWORD: secret
      volumes:
        - pgdata:/var/lib/postgresql/data
    ▸api:
      build: .
      ports:
        ▸- "3000:3000"
      ▸depends_on:
        db:
          condition: service_healthy
      ▸healthcheck:
        test: ["CMD", "curl", "-f", "http://localhost:3000/health"]
      restart: always
  ▸volumes:
    pgdata:
`, ['unknown-key', 'missing-key', 'unknown-key', 'missing-key', 'wrong-type', 'unknown-key', 'unknown-key', 'unknown-key'], yaml`
  name: shop
  services:
    db:
      kind: postgres
      image: postgres:16
    api:
      kind: node-web
      build: .
      port: 3000
      command: node server.js
      needs: [db]
      health: /health
      restart: always
`))

test('FastAPI with a worker', () => mended(yaml`
  name: ▸My_API
  services:
    api:
      kind: ▸fastapi
      build: ./backend
      port: ▸"8000"
      needs: ▸redis
      ▸env: { REDIS_URL: redis://redis:6379 }
      command: ▸uvicorn main:app --port $PORT
    redis: { kind: redis, ▸mode: cache }
    worker:
      kind: ▸celery
      build: ./backend
      command: celery -A main worker
      needs: [▸rediss]
`, ['bad-name', 'unknown-kind', 'wrong-type', 'wrong-type', 'unknown-key', 'bad-command', 'unknown-key', 'unknown-kind', 'unknown-service'], yaml`
  name: my-api
  services:
    api:
      kind: python-web
      build: ./backend
      port: 8000
      needs: [redis]
      variables: { REDIS_URL: redis://redis:6379 }
      command: [sh, -c, "exec uvicorn main:app --port $PORT"]
    redis: { kind: redis, use: cache }
    worker:
      kind: python-worker
      build: ./backend
      command: celery -A main worker
      needs: [redis]
`))

test('environments as another tool has them', () => mended(yaml`
  name: shop
  services:
    web: { kind: static-web, root: ./dist, route: / }
    api: { kind: go-web, build: ./api, limits: { cpus: 500m, memory: ▸512 }, ▸instances: 2, route: ▸api }
  environments:
    ▸Dev: { http: ▸localhost:8080 }
    staging: { ▸host: staging.example.com }
    production:
      domain: ▸https://example.com
      ▸variables: { A: b }
      services:
        api: { replicas: ▸"3" }
        ▸apo: { replicas: 3 }
`, ['bad-memory', 'unknown-key', 'bad-route', 'bad-name', 'bad-entry', 'unknown-key', 'bad-host', 'unknown-key', 'wrong-type', 'unknown-service'], yaml`
  name: shop
  services:
    web: { kind: static-web, root: ./dist, route: / }
    api: { kind: go-web, build: ./api, limits: { cpus: 500m, memory: 512M }, replicas: 2, route: /api }
  environments:
    dev: { http: 127.0.0.1:8080 }
    staging: { domain: staging.example.com }
    production:
      domain: example.com
      services:
        api: { replicas: 3, variables: { A: b } }
`))

test('secrets as variables', () => mended(yaml`
  name: shop
  services:
    db: { kind: postgres, variables: { ▸POSTGRES_PASSWORD: "x" } }
    api:
      kind: node-web
      image: a
      command: node x.js
      needs: [db]
      variables: { DATABASE_URL: ▸"postgres://app:x@db:5432/shop", TOKEN: ▸"{{secrets.jwt}}", KEY: ▸"\${JWT}" }
      secrets: [▸jwt-key]
  secrets: ▸[jwt]
`, ['taken-variable', 'secret-in-variable', 'secret-in-variable', 'variable-missing', 'bad-name', 'wrong-type'], yaml`
  name: shop
  services:
    db: { kind: postgres }
    api:
      kind: node-web
      image: a
      command: node x.js
      needs: [db]
      variables: { KEY: "\${JWT}" }
      secrets:
        - { name: database_url, as: DATABASE_URL, value: "postgres://{{db.user}}:{{db.password}}@{{db.host}}:{{db.port}}/{{db.name}}" }
        - { name: token, as: TOKEN, value: "{{secrets.jwt}}" }
  secrets: { jwt: { generate: hex32 } }
`))

test.run()
