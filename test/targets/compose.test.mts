import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compose } from '../../scripts/targets/compose.mts'
import { composeFile, composeText, filesOf, serviceOf } from './render.mts'
import { environment, workload } from './workload.mts'

const test = suite('the compose file')

test('reads as a person would write it', () => {
  const db = workload({
    name: 'db', networks: ['database'], user: '999:999', secrets: [{ name: 'db_password' }], variables: { PGDATA: '/data', LANG: 'C' },
    mounts: [{ type: 'tmpfs', path: '/tmp' }, { type: 'volume', name: 'db-data', path: '/data', readOnly: false, cache: false }],
    health: { command: ['pg_isready', '-h', '127.0.0.1'], interval: 10_000, timeout: 5000, retries: 3, startPeriod: 90_000, startInterval: 250 },
    stop: { grace: 60_000, signal: 'SIGINT' },
  })
  assert.is(composeText(environment({ workloads: [db, workload({ name: 'api', networks: ['backend', 'database'], needs: [{ service: 'db', until: 'ready' }] })] })), `# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

name: shop-prod

services:
  db:
    image: example/db:1
    environment:
      LANG: C
      PGDATA: /data
    secrets: [db_password]
    volumes:
      - type: volume
        source: db-data
        target: /data
    tmpfs: [/tmp]
    networks: [database]
    user: "999:999"
    init: true
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    healthcheck:
      test: [CMD, pg_isready, -h, "127.0.0.1"]
      interval: 10s
      timeout: 5s
      retries: 3
      start_period: 1m30s
      start_interval: 250ms
    deploy:
      resources:
        limits:
          cpus: "0.5"
          memory: 256M
          pids: 128
    restart: unless-stopped
    stop_signal: SIGINT
    stop_grace_period: 1m
    logging:
      driver: json-file
      options:
        max-file: "3"
        max-size: 10m
    labels:
      gantry.stack: shop
      gantry.environment: prod
      gantry.tier: core

  api:
    image: example/api:1
    depends_on:
      db:
        condition: service_healthy
    networks: [backend, database]
    init: true
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    deploy:
      resources:
        limits:
          cpus: "0.5"
          memory: 256M
          pids: 128
    restart: unless-stopped
    stop_grace_period: 10s
    logging:
      driver: json-file
      options:
        max-file: "3"
        max-size: 10m
    labels:
      gantry.stack: shop
      gantry.environment: prod
      gantry.tier: core

networks:
  backend: {}
  database:
    internal: true

volumes:
  db-data: {}

secrets:
  db_password:
    file: ../../secrets/prod/db_password
`)
})

test('stands apart when an image map from outside is in use, and still finds everything', () => {
  const files = filesOf(compose, environment({ isMapped: true, workloads: [workload({
    name: 'api', secrets: [{ name: 'jwt' }], build: { context: 'services/api', dockerfile: 'Dockerfile', owner: 'api' },
    mounts: [{ type: 'rendered', target: 'nginx', folder: 'api', path: '/etc/nginx/gantry' }],
  })] }))
  const text = files['.gantry/prod/compose/compose.yaml'] ?? ''
  assert.match(text, 'file: ../../../secrets/prod/jwt')
  assert.match(text, 'context: ../../../services/api')
  assert.match(text, 'source: ../nginx/api')
})

test('does not depend on the order in which the stack file says things', () => {
  const api = (turn: <T>(items: readonly T[]) => T[]) => workload({
    name: 'api', variables: Object.fromEntries(turn([['A', '1'], ['B', '2']])), needs: turn([{ service: 'x', until: 'ready' }, { service: 'y', until: 'done' }]),
    secrets: turn([{ name: 'a' }, { name: 'b', value: 'c', as: 'B' }]), capabilities: turn(['CHOWN', 'KILL']),
    mounts: turn([{ type: 'tmpfs', path: '/a' }, { type: 'tmpfs', path: '/b' }, { type: 'volume', name: 'v', path: '/v', readOnly: true, cache: false }, { type: 'volume', name: 'u', path: '/u', readOnly: true, cache: false }]),
  })
  const others = [workload({ name: 'x' }), workload({ name: 'y', runs: 'job' })]
  assert.is(
    composeText(environment({ workloads: [...others, api((items) => [...items])] })),
    composeText(environment({ workloads: [...others, api((items) => [...items].reverse())] })),
  )
})

test('keeps every dollar out of the hands of compose', () => {
  const { environment: variables, command, labels } = serviceOf({ variables: { PRICE: '5$ ${X} $$' }, command: ['echo', '$HOME'], compose: { labels: { rule: 'a$b' } } })
  assert.equal([variables.PRICE, command[1], labels.rule], ['5$$ $${X} $$$$', '$$HOME', 'a$$b'])
})

test('raw keys are merged last: maps merge, lists replace, null removes', () => {
  const service = serviceOf({ variables: { A: '1' }, compose: { environment: { B: 2 }, cap_drop: ['NET_RAW'], logging: null, shm_size: '1g', deploy: { resources: { limits: { pids: null } } } } })
  assert.equal([service.environment, service.cap_drop, service.logging, service.shm_size], [{ A: '1', B: 2 }, ['NET_RAW'], undefined, '1g'])
  assert.equal(service.deploy.resources.limits, { cpus: '0.5', memory: '256M' })
})

test('has the networks in use, each with its part of a fixed subnet', () => {
  const workloads = [workload({ name: 'a', networks: ['frontend'] }), workload({ name: 'b', networks: ['database'] })]
  assert.equal(composeFile(environment({ workloads })).networks, { frontend: {}, database: { internal: true } })
  assert.equal(composeFile(environment({ workloads, subnet: '172.28.0.0/22' })).networks, {
    frontend: { ipam: { config: [{ subnet: '172.28.0.0/24' }] } }, database: { internal: true, ipam: { config: [{ subnet: '172.28.2.0/24' }] } },
  })
})

test('nothing is said of what is not there', () => {
  assert.equal(Object.keys(composeFile(environment({ workloads: [workload({ name: 'a' })] }))), ['name', 'services', 'networks'])
})

test('says what it cannot carry', () => {
  const notes = compose.notes?.(environment({ workloads: [
    workload({ name: 'api', resources: { limits: { cpus: 1, memory: 1, pids: 1 }, reservations: { cpus: 0.5, memory: 1 } }, needs: [{ service: 'nightly', until: 'done' }] }),
    workload({ name: 'nightly', scheduled: true }),
  ] }))
  assert.equal(notes?.map(({ code, path }) => [code, path]), [['not-portable', 'services.api.reservations.cpus'], ['not-portable', 'services.api.needs']])
})

test.run()
