/**
 * What people write who come from compose and its like, and what it is here. A hint is followed by the letter:
 * each one has to lead to a file that passes.
 */

type Habit = string | ((value: unknown) => string)
type Habits = Readonly<Record<string, Habit>>

const asList = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : [value]
const asText = (value: unknown): string => typeof value === 'object' ? '…' : String(value)
const words = (value: unknown): string => `[${(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : asList(value)).map(asText).join(', ')}]`
const raw = (key: string): Habit => (value) => `remove it, or give it to compose as it is: \`compose: { ${key}: ${JSON.stringify(value)} }\``
const follows = (from: string): string => `remove it: it follows from ${from}`
const rename = (to: string): Habit => (value) => `write \`${to}: ${asText(value)}\``

const variables: Habit = (value) => Array.isArray(value) ? 'write a map: `variables: { NAME: value }`' : 'write `variables:` in its place'
const envFile = '`.env` beside stack.yaml is read by itself: remove this, and take each value where it is used, as in `variables: { NAME: "${NAME}" }`'
const health: Habit = 'write `health: /path`, or `health: { command: [program, argument] }`'
const limits: Habit = 'write `limits: { cpus: 1, memory: 512M }`'
const limit = (key: string): Habit => (value) => typeof value === 'object' ? 'write `limits: { cpus: 1, memory: 512M }`' : `write \`limits: { ${key}: ${asText(value)} }\``
const route = 'write `route: /`, which says what the proxy passes on to this service'

const service: Habits = {
  environment: variables, env: variables, envs: variables, env_vars: variables, environment_variables: variables, vars: variables, env_file: envFile, envfile: envFile,
  depends_on: (value) => `write \`needs: ${words(value)}\`, which waits until they are ready`,
  dependencies: (value) => `write \`needs: ${words(value)}\``, depends: (value) => `write \`needs: ${words(value)}\``, requires: (value) => `write \`needs: ${words(value)}\``,
  links: follows('`needs:` and `wants:`'), networks: follows('`needs:` and `wants:`: who needs a service reaches it'), network: follows('`needs:` and `wants:`'),
  container_name: follows('the names of stack, environment and service'), hostname: follows('the name of the service'), name: follows('the key above'),
  deploy: 'write `replicas: 2` and `limits: { cpus: 1, memory: 512M }` in the service itself', resources: limits, cpus: limit('cpus'), cpu: limit('cpus'), memory: limit('memory'), mem: limit('memory'), mem_limit: limit('memory'), mem_reservation: 'write `reservations: { memory: 256M }`', cpu_count: limit('cpus'), pids_limit: limit('pids'),
  scale: rename('replicas'), instances: rename('replicas'), count: rename('replicas'), gpu: rename('gpus'),
  healthcheck: health, health_check: health, healthCheck: health, health_path: rename('health'), probe: health, livenessProbe: health, readinessProbe: health,
  expose: (value) => `write \`port: ${asText(asList(value)[0])}\`, the one it listens on`, internal_port: rename('port'), listen: rename('port'), container_port: rename('port'), host_port: 'write `publish: [8080]`, or a `route:` when the proxy is to pass it on',
  entrypoint: (value) => `write \`command: ${words(value)}\`, the whole command`, cmd: rename('command'), run: rename('command'), start: rename('command'), args: 'write them into `command:`, the whole command', script: rename('command'),
  working_dir: rename('workdir'), workingDir: rename('workdir'), cwd: rename('workdir'),
  stop_grace_period: rename('stop'), stop_signal: (value) => `write \`stop: { signal: ${asText(value)} }\``, tmpfs: (value) => `write \`volumes: [{ tmpfs: true, path: ${asText(asList(value)[0])} }]\``,
  mounts: 'write `volumes: [name:/path]`', volume: 'write `volumes: [name:/path]`', storage: 'write `volumes: [name:/path]`', persist: 'write `volumes: [name:/path]`',
  type: rename('kind'), language: 'write it in `kind:`, as in `kind: node-web`', runtime: 'write it in `kind:`, as in `kind: node-web`', template: rename('kind'),
  context: rename('build'), source: rename('build'), src: rename('build'), dir: rename('build'), path: 'write `build: ./folder` for its source, or `route: /path` for what the proxy passes on', target: (value) => `write \`build: { context: ./folder, target: ${asText(value)} }\``,
  domain: 'write it in the environment, as in `prod: { domain: … }`; a service has `route: { path: /, host: … }`', domains: route, host: 'write `route: { path: /, host: app.example.com }`', url: route, ingress: route, public: route, expose_public: route, proxy: route, labels: raw('labels'),
  extends: 'write an anchor at the other service (`name: &base`) and `<<: *base` in this one', network_mode: follows('`needs:` and `wants:`; `publish:` opens a port of the host'), configs: 'write `volumes: ["./folder:/path:ro"]`', develop: 'write `dev: { mount: { ./src: /app/src } }`',
  secret: (value) => `write \`secrets: ${words(value)}\``, cron: rename('schedule'), static: rename('root'), dist: rename('root'), public_dir: rename('root'), spa: 'remove it: unknown paths get `fallback:`, /index.html unless told', mode: rename('use'),
  database: 'remove it: the database has the name of the stack; `variables: { POSTGRES_DB: … }` names another', db: 'remove it; a service that uses a database has `needs: [db]`', user_name: rename('user'),
  ...Object.fromEntries(['shm_size', 'ulimits', 'cap_add', 'cap_drop', 'privileged', 'devices', 'extra_hosts', 'dns', 'sysctls', 'security_opt', 'pid', 'ipc', 'annotations', 'group_add', 'pull_policy', 'platform', 'tty', 'stdin_open', 'profiles', 'mem_swappiness', 'memswap_limit', 'read_only', 'init'].map((key) => [key, raw(key)])),
}

/** Keys that are not ours, by the place they stand in. */
const unknown: Readonly<Record<string, Habits>> = {
  service,
  stack: {
    version: 'remove it: the file has no version', volumes: 'remove it: a named volume is declared where it is used, as in `volumes: [data:/path]`', networks: 'remove it: networks follow from `needs:` and `wants:`',
    configs: 'remove it; a file is mounted with `volumes: ["./folder:/path:ro"]`', project: rename('name'), stack: rename('name'), env: 'write `environments:` for dev, prod and others; variables stand in a service', environment: 'write `environments:`', envs: 'write `environments:`',
    variables: 'write them into the service that reads them', databases: 'write each as a service, as in `db: { kind: postgres }`', apps: 'write `services:`', defaults: 'write an anchor at the first service that has it (`&name`) and `<<: *name` at the others',
  },
  'stack.environments': {
    variables: 'write them into a service: `services: { api: { variables: { NAME: value } } }`', environment: 'write them into a service: `services: { api: { variables: { NAME: value } } }`', env: 'write them into a service: `services: { api: { variables: { NAME: value } } }`', env_file: envFile,
    port: rename('http'), host: rename('domain'), hostname: rename('domain'), domains: 'write `domain:` with one name', ssl: rename('tls'), secrets: 'write `secrets:` at the root: each environment has values of its own', overrides: 'write `services:` in its place', replicas: 'write it into a service: `services: { api: { replicas: 2 } }`',
  },
  'stack.secrets': { file: (value) => `remove it: the value stands in secrets/<environment>/, below the name of the secret (here ${asText(value)})`, external: 'write `{ generate: none }`: setup asks for the value', environment: 'write `{ generate: none }`: setup asks for the value', value: 'write `{ generate: none }`: setup asks for the value, which never stands in this file', length: 'write `{ generate: hex32 }`', type: rename('generate') },
  'stack.tiers': { services: 'write `tier:` into each service', timeout: rename('ready'), ready_timeout: rename('ready') },
  'service.health': { test: 'write `command: [program, argument]`, without CMD', http: rename('path'), url: 'write `path: /health`', endpoint: rename('path'), startPeriod: rename('start_period'), initial_delay: rename('start_period'), period: rename('interval'), cmd: rename('command') },
  'service.volumes': { type: 'remove it: `bind:`, `name:` or `tmpfs: true` says what it is', source: 'write `bind: ./folder` or `name: data`', src: 'write `bind: ./folder` or `name: data`', target: rename('path'), destination: rename('path'), readonly: rename('read_only'), mode: 'write `read_only: true`', host: rename('bind') },
  'service.build': { args: 'remove it: give each ARG of the Dockerfile its default there', path: rename('context'), file: rename('dockerfile'), stage: rename('target') },
  'service.limits': { cpu: rename('cpus'), mem: rename('memory'), ram: rename('memory') },
  'service.reservations': { cpu: rename('cpus'), mem: rename('memory'), ram: rename('memory'), pids: 'write it into `limits:`' },
  'service.route': { prefix: rename('path'), strip_prefix: rename('strip'), stripPrefix: rename('strip'), domain: rename('host'), ws: rename('websocket'), websockets: rename('websocket'), to: 'remove it: a route leads to the service it stands in', service: 'remove it: a route leads to the service it stands in', timeout: 'remove it' },
  'service.secrets': { env: rename('as'), variable: rename('as'), target: 'remove it: the file is /run/secrets/<name>', source: rename('name') },
  'service.dev': { volumes: 'write `mount: { ./folder: /path }`', cmd: rename('command'), watch: 'remove it: every change below the mounted source restarts it', ports: rename('port') },
  'service.stop': { timeout: rename('grace'), period: rename('grace') },
  'service.logging': { 'max-size': rename('max_size'), 'max-file': rename('max_file') },
}

/** Values of a right key in a form that is not ours. */
const forms: Readonly<Record<string, Habit>> = {
  service: (value) => `write a map: \`{ kind: ${typeof value === 'string' && /^[a-z-]+$/.test(value) ? value : 'container'}, … }\``,
  stack: 'begin with `name: shop` and `services:`',
  'service.ports': (value) => `write \`port: ${String(asList(value)[0]).split(':').at(-1)?.replace(/\D.*$/, '') || 3000}\`, the one it listens on (several: \`ports: { http: 3000, admin: 3001 }\`); the host reaches it through \`route:\` or \`publish:\``,
  'service.variables': 'write a map: `{ NAME: value }`',
  'service.route': (value) => Array.isArray(value) ? `write \`routes: ${words(value)}\`` : 'write a path, as in `route: /`',
  'service.routes': (value) => typeof value === 'string' ? `write \`route: ${value}\`` : 'write a list of paths: `[/api/, /auth/]`',
  'service.secrets': (value) => `write the names: \`${words(value)}\`; how each is made stands below \`secrets:\` at the root`,
  'service.volumes': (value) => typeof value === 'string' ? `write \`[${JSON.stringify(value)}]\`` : 'write a list: `[name:/path]`',
  'service.build': 'write the folder of the source, as in `build: ./api`',
  'service.health': 'write the path it answers, as in `health: /health`, or `health: false` for no probe',
  'service.dev': 'write a map: `{ command: … }`; whether edits are live is said by `reload:` in the environment',
  'service.autoscale': 'write a map: `{ min: 1, max: 3 }`',
  'service.logging': 'write a map: `{ max_size: 10m, max_file: 3 }`',
  'service.limits': 'write `{ cpus: 1, memory: 512M }`',
  'stack.services': 'write a map of services by name: `api: { kind: node-web, … }`',
  'stack.secrets': (value) => Array.isArray(value) ? `write a map: \`{ ${value.map((name) => `${asText(name)}: { generate: hex32 }`).join(', ')} }\`` : 'write `{ generate: hex32 }`',
  'stack.tiers': (value) => Array.isArray(value) ? `write a map: \`{ ${value.map((name) => `${asText(name)}: {}`).join(', ')} }\`` : 'write `{ ready: 60s }`',
  'stack.environments': (value) => Array.isArray(value) ? `write a map: \`{ ${value.map((name) => `${asText(name)}: {}`).join(', ')} }\`` : 'write a map of settings, as in `{ http: 8080 }`',
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  'write `node-web` for a server, `node-worker` for a process nobody calls': ['node', 'nodejs', 'node.js', 'javascript', 'js', 'typescript', 'express', 'nestjs', 'next', 'nextjs', 'nuxt', 'bun', 'deno', 'npm'],
  'write `python-web` for a server, `python-worker` for a process nobody calls': ['python', 'py', 'fastapi', 'flask', 'django', 'uvicorn', 'gunicorn', 'celery', 'python-api'],
  'write `go-web` for a server, `go-worker` for a process nobody calls': ['go', 'golang', 'gin', 'fiber'],
  'write `static-web`': ['static', 'react', 'vue', 'angular', 'svelte', 'vite', 'spa', 'html', 'nginx', 'site', 'frontend', 'web-static', 'cdn'],
  'write `postgres`': ['database', 'db', 'sql', 'pg', 'psql', 'timescaledb', 'postgis'],
  'write `redis`, with `use: cache` or `use: store`': ['cache', 'valkey', 'keydb', 'memcached', 'kv'],
  'write `node-worker`, `python-worker`, `go-worker`, or `container` for an image': ['worker', 'background', 'queue', 'consumer', 'bot'],
  'write `node-web`, `python-web`, `go-web`, or `container` for an image': ['web', 'api', 'app', 'server', 'service', 'http', 'backend', 'webapp'],
  'write `job`': ['cron', 'cronjob', 'task', 'migration', 'migrate', 'script', 'oneshot', 'batch'],
  'write `external`, with `address: host:port`': ['managed', 'remote', 'rds', 'saas', 'elsewhere'],
  'write `container`, with `image:`': ['docker', 'image', 'custom', 'generic', 'other', 'any', 'mysql', 'mariadb', 'mongo', 'mongodb', 'rabbitmq', 'nats', 'minio', 'elasticsearch', 'opensearch', 'kafka', 'clickhouse', 'mailhog', 'mailpit', 'ghost', 'wordpress', 'java', 'php', 'ruby', 'rails', 'rust', 'dotnet', 'grafana', 'prometheus', 'traefik', 'adminer', 'pgadmin', 'keycloak', 'caddy'],
}
const kindHints: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(kinds).flatMap(([hint, words]) => words.map((word) => [word, hint])))

const own = (table: Readonly<Record<string, Habit>> | undefined, key: string, value: unknown): string | undefined => {
  const habit = table && Object.hasOwn(table, key) ? table[key] : undefined
  return typeof habit === 'function' ? habit(value) : habit
}

/** What to write in place of a key that is not ours. */
export const hintForKey = (place: string, key: string, value: unknown): string | undefined =>
  key.startsWith('x-') ? 'remove it: an anchor stands where its value is used first, as in `api: &base { … }`'
    : own(unknown[place], key, value)

/** What to write in place of a value whose form is not ours. */
export const hintForForm = (place: string, value: unknown): string | undefined => own(forms, place, value)

/** The kind that a word of another tool stands for. */
export const hintForKind = (word: unknown): string | undefined => own(kindHints, String(word).toLowerCase(), word)
