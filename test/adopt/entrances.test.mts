import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { locationsOf, readNginx } from '../../scripts/adopt/nginx-conf.mts'
import { readLabels, readRule } from '../../scripts/adopt/traefik.mts'
import { made } from './reading.mts'

const test = suite('adopt: the way in')
const two = (a: string, b: string) => made(`services:\n  a: { ${a} }\n  b: { ${b} }\n`).data

test('the one port that speaks http is the route', () => {
  const { services, environments } = made('services: { a: { image: x, ports: ["8000:80"] } }\n').data
  assert.equal([services['a'].port, services['a'].route, services['a'].publish, environments.dev.http], [80, '/', undefined, '127.0.0.1:8000'])
})
test('of two, the one a visitor meets; the other is reached from this machine alone', () => {
  const { services } = made('services: { api: { image: x, ports: ["8000:8000"] }, web: { image: y, ports: ["3000:3000"] } }\n').data
  assert.equal([services['web'].route, services['api'].route, services['api'].publish], ['/', undefined, [8000]])
})
test('who has port 80 of the host is met first, whatever the names say', () => {
  const { services } = made('services: { web: { image: x, ports: ["3000:3000"] }, edge: { image: "caddy:2", ports: ["80:80"] } }\n').data
  assert.equal([services['edge'].route, services['edge'].publish, services['web'].publish], ['/', undefined, [3000]])
})
test('a database is published in dev alone, on loopback', () => {
  const { services, environments } = two('image: "postgres:17", ports: ["5433:5432"]', 'image: "mysql:8", ports: ["3306:3306"]')
  assert.equal([services['a'].publish, environments.dev.services], [undefined, { a: { publish: ['5433:5432'] }, b: { publish: [3306] } }])
})
test('what does not speak http stays open to everybody', () => assert.equal(two('image: x, ports: ["80:80"]', 'image: eclipse-mosquitto, ports: ["1883:1883", "53:53/udp"]').services['b'].publish, ['0.0.0.0:1883:1883', '0.0.0.0:53:53/udp']))
test('an address that is written stays', () => assert.equal(two('image: x, ports: ["80:80"]', 'image: y, ports: ["127.0.0.1:9000:9000", "10.0.0.1:9001:9001"]').services['b'].publish, [9000, '10.0.0.1:9001:9001']))
test('ranges are written out, long ones listed', () => {
  assert.equal(two('image: x, ports: ["80:80"]', 'image: y, ports: ["9000-9001:9000-9001"]').services['b'].publish, [9000, 9001])
  assert.equal(made('services: { a: { image: x, ports: ["9000-9100:9000-9100"] } }\n').left, ['1 ports: 9000-9100:9000-9100'])
})
test('a port without one of the host is only a port', () => assert.equal(two('image: x, ports: ["80:80"]', 'image: y, ports: ["9000"]').services['b'], { kind: 'container', image: 'y', user: 'image', port: 9000, compose: { read_only: false, cap_drop: [], init: false } }))
test('the port comes from the command, the health check or the Dockerfile where none is published', () => {
  const port = (keys: string, dockerfile = '') => made(`services: { a: { build: ./app, expose: [], ${keys} }, b: { image: x, environment: { U: "http://a/x" } } }\n`, { 'app/Dockerfile': `FROM python:3.13\n${dockerfile}\nCMD ["x"]\n` }).data.services['a'].port
  assert.equal([port('command: gunicorn -b 0.0.0.0:9000 x'), port('command: uvicorn x --port 9100'), port('restart: always', 'EXPOSE 9310')], [9000, 9100, 9310])
})

const nginx = (conf: string, more = '') => made(`services:\n  front: { image: nginx, ports: ["80:80"], volumes: ["./n.conf:/etc/nginx/conf.d/default.conf", "static:/srv/static"] }\n  a: { image: x, expose: [3000] }\n${more}volumes: { static: {} }\n`, { 'n.conf': conf })

test('an nginx that only passes on gives way, its locations are routes', () => {
  const { data } = nginx('upstream u { server a:3000; }\nserver { server_name s.example.com; client_max_body_size 5m; location / { proxy_pass http://u; }\nlocation /api/ { proxy_pass http://a:3000/; proxy_set_header Upgrade $http_upgrade; } }')
  assert.equal([Object.keys(data.services), data.services['a'].routes, data.environments.prod, data.proxy], [['a'], ['/', { path: '/api/', strip: true, websocket: true }], { http: 80, domain: 's.example.com' }, { body: '5M' }])
})
test('one that serves files too is a static site', () => {
  const { data } = nginx('server { location / { proxy_pass http://a:3000; } location /static/ { alias /srv/static/; } }')
  assert.equal([data.services['front'].kind, data.services['front'].route, data.services['front'].volumes, data.services['a'].route], ['static-web', '/static/', ['static:/usr/share/nginx/html/static:ro'], '/'])
})
test('what no route says is listed', () => assert.equal(nginx('server {\n location / { proxy_pass http://a:3000; }\n location ~ \\.php$ { fastcgi_pass a:9000; }\n location /x { return 200; }\n location /y { proxy_pass http://elsewhere; }\n}').left.slice(0, 3), ['3 location \\.php$', '4 location /x', '5 location /y']))
test('an exact path, and a second server, are more than a route says', () => {
  const { data, left } = nginx('upstream u { server a:3000; server b:3000; }\nserver { location / { proxy_pass http://u; }\nlocation = /exact { proxy_pass http://a:3000; } }', '  b: { image: y, expose: [3000] }\n')
  assert.equal([data.services['a'].routes, left.slice(0, 2)], [['/', '/exact'], ['2 b:3000 behind location /', '3 location = /exact']])
})
test('a proxy that is not read stays, and is listed', () => assert.equal(made('services: { c: { image: "caddy:2", ports: ["80:80", "443:443"] }, a: { image: x } }\n').left, ['1 the rules of caddy:2', '1 ports: 443:443']))
test('labels of traefik are routes', () => {
  const { data } = made('services:\n  t: { image: "traefik:3", ports: ["80:80"] }\n  a: { image: x, labels: ["traefik.http.routers.r.rule=Host(`a.example.com`) && PathPrefix(`/p`)", "traefik.http.services.r.loadbalancer.server.port=9000"] }\n  b: { image: y, labels: { traefik.http.routers.q.rule: "Host(`b.example.com`)" } }\n')
  assert.equal([Object.keys(data.services), data.services['a'].route, data.services['a'].port, data.services['b'].route], [['a', 'b'], { path: '/p', host: 'a.example.com' }, 9000, undefined])
})

test('a variable in a long port is said like any other', () => {
  const { took, left } = made('services: { a: { image: x, ports: [{ target: 80, published: "${P}" }] }, b: { image: y, ports: [{ target: 81, published: "${Q}" }] } }\n', { '.env': 'P=8000\n' })
  assert.equal([took.includes('ports: ${P} → 8000'), left], [true, ['1 ports: ${Q}']])
})
test('a rule for one path alone is wider as a route', () => assert.equal(
  made('services:\n  t: { image: "traefik:3", ports: ["80:80"] }\n  a: { image: x, expose: [80], labels: { traefik.http.routers.q.rule: "Path(`/p`)" } }\n').left, ['3 Path(`/p`)']))
test('a router of traefik asks the port of the service it names', () => assert.is(
  made('services:\n  t: { image: "traefik:3", ports: ["80:80"] }\n  a: { image: x, labels: ["traefik.http.routers.r.rule=PathPrefix(`/p`)", "traefik.http.routers.r.service=s", "traefik.http.services.o.loadbalancer.server.port=9000", "traefik.http.services.s.loadbalancer.server.port=9001"] }\n').data.services['a'].port, 9001))

test.run()

// ---

const reading = suite('adopt: files of proxies')

reading('directives with their lines; comments and quotes are understood', () => assert.equal(readNginx('# no\na "b c" d;\ne { f; }\n'), [{ name: 'a', args: ['b c', 'd'], line: 2, block: [] }, { name: 'e', args: [], line: 3, block: [{ name: 'f', args: [], line: 3, block: [] }] }]))
reading('braces that do not match', () => assert.is(readNginx('a { b;'), undefined))
reading('a root without locations serves files', () => assert.equal(locationsOf(readNginx('server { root /w; try_files $uri /app.html; }') ?? []).locations[0]?.files, { folder: '/w', isAlias: false, fallback: '/app.html' }))

for (const [rule, routes] of [
  ['Host(`a.b`)', [{ host: 'a.b', path: '/' }]], ['Host(`a.b`) && PathPrefix(`/x`)', [{ host: 'a.b', path: '/x' }]], ['PathPrefix(`/x`) || PathPrefix(`/y`)', [{ host: undefined, path: '/x' }, { host: undefined, path: '/y' }]],
  ['Host(`a.b`, `c.d`)', [{ host: 'a.b', path: '/' }, { host: 'c.d', path: '/' }]], ['Host(`a.b`) && Headers(`x`, `y`)', undefined],
] as const) reading(`rule ${rule}`, () => assert.equal(readRule(rule), routes))

reading('labels that say nothing of traefik', () => assert.is(readLabels({ a: 'b' }), undefined))

reading.run()
