import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chain, type Member } from '../../scripts/plan/chain.mts'
import { bytes, duration } from '../../scripts/report/amount.mts'
import { diskLevel, health, isHealthy } from '../../scripts/report/health.mts'
import { ps } from '../../scripts/report/ps.mts'
import { table } from '../../scripts/report/table.mts'
import { container } from '../plan/wait-story.mts'

const tables = suite('report: table')

tables('aligns columns and leaves no trailing spaces', () => assert.is(table([['db', 'up', ''], ['proxy', 'down', 'x']]), 'db     up\nproxy  down  x'))
tables('has titles and numbers at the right', () => assert.is(table([['db', '7'], ['api', '120']], { head: ['name', 'n'], right: [1] }), 'name    n\ndb      7\napi   120'))
tables('does not count colours as width', () => assert.is(table([['\x1b[32mup\x1b[39m', 'a'], ['down', 'b']]), '\x1b[32mup\x1b[39m    a\ndown  b'))
tables('of nothing is nothing', () => assert.is(table([]), ''))

tables.run()

// ---

const amounts = suite('report: amounts')

amounts('of bytes', () => assert.equal([0, 999, 1000, 84_700_000, 250_000_000_000, 999_960].map(bytes), ['0 B', '999 B', '1 kB', '84.7 MB', '250 GB', '1000 kB']))
amounts('of time', () => assert.equal([0, 45_000, 200_000, 7_500_000, 270_000_000].map(duration), ['0 s', '45 s', '3 min 20 s', '2 h 5 min', '3 d 3 h']))

amounts.run()

// ---

const lists = suite('report: ps')

lists('shows each container, replicas by number', () => assert.is(ps([
  container('db running healthy since 0', 60_000), { ...container('job exited 0 since 0', 0), finishedAt: 30_000 },
  { ...container('web.1 running unhealthy since 0 x2', 0), ports: [{ address: '127.0.0.1', host: 8080, port: 80, protocol: 'tcp' }] },
  container('web.2 restarting 1 x7 since 50', 0),
], { colours: false, now: 60_000 }), `\
service  state       for    restarts  ports              image
db       healthy     1 min                               x
job      ended (0)   30 s                                x
web 1    unhealthy   1 min         2  127.0.0.1:8080→80  x
web 2    restarting  10 s          7                     x`))

lists('says when nothing runs', () => assert.is(ps([], { colours: false, now: 0 }), 'Nothing runs.'))

lists.run()

// ---

const reports = suite('report: health')

const member = (name: string, ...needs: readonly string[]): Member =>
  ({ name, runs: 'service', scheduled: false, replicas: 1, needs: needs.map((service) => ({ service, until: 'ready' })), wants: [] })
const seen = (text: string) => chain([member('db'), member('api', 'db')], text.split(', ').map((one) => container(one, 0)), 60_000)
const disks = [{ path: '/var/lib/docker', free: 120e9, size: 500e9 }]

reports('say why and where everything else stands', () => assert.is(health({
  services: seen('db running unhealthy "no response", api running unhealthy "500"'),
  routes: [{ route: '/api/', ok: false, ms: 12.4, said: '502 Bad Gateway' }], disks,
  findings: [{ subject: 'last backup', level: 'warn', text: '2 d old' }],
}, { colours: false }), `\
db   down  is unhealthy: no response
api  down  because db is unhealthy: no response

routes
  /api/  502 Bad Gateway  12 ms

disks
  /var/lib/docker  120 GB free of 500 GB

also
  last backup  2 d old

not healthy: db is unhealthy: no response; /api/ answers 502 Bad Gateway`))

reports('are short when all is well', () => assert.is(
  health({ services: seen('db running healthy, api running healthy'), routes: [], disks: [], findings: [] }, { colours: false }), 'db   up\napi  up\n\nhealthy'))

reports('count a full disk as a failure and a filling one as a warning', () => {
  const sized = (free: number) => ({ path: '/', free, size: 100e9 })
  assert.equal([50e9, 8e9, 0.5e9].map((free) => diskLevel(sized(free))), ['good', 'warn', 'bad'])
  const services = seen('db running healthy, api running healthy')
  assert.equal([8e9, 0.5e9].map((free) => isHealthy({ services, routes: [], disks: [sized(free)], findings: [] })), [true, false])
})

reports.run()
