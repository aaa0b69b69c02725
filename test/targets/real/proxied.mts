import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { suite } from 'uvu'
import type { Route } from '../../../scripts/kinds/workload.mts'
import { hook } from '../../support/hook.mts'
import { freePorts } from '../native/service.mts'
import { environment, proxySettings, workload } from '../workload.mts'
import { ask } from './ask.mts'
import { stackOf, until } from './docker.mts'

const route = (path: string, changes: Partial<Route> = {}): Route =>
  ({ path, service: 'api', port: { name: 'http', number: 2030, protocol: 'http' }, strip: false, websocket: false, ...changes })
const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const
const gone = { service: 'gone', port: { name: 'http', number: 80, protocol: 'http' } } as const

const standIn = (name: string) => workload({
  name, image: 'localhost/gantry/node:24', command: ['node', '/app/stand-in.mjs'], user: '1000:1000',
  mounts: [{ type: 'bind', source: 'app', path: '/app', readOnly: true }], networks: ['backend'], stop: { grace: 1000 },
})

/** Both ways to follow a name: an upstream that resolves, and a variable for a proxy too old for it; that one is put into the image of the other. */
const programs: Readonly<Record<string, string | undefined>> = { '1.30': 'nginx', '1.22': process.env['GANTRY_NGINX_1_22'] }

type Stage = { readonly port: number; readonly program: string; readonly hasGrpc: boolean; readonly project: string; readonly stack: ReturnType<typeof stackOf> }

/** A suite of the same tests for both, each with services behind it. */
export const inFrontOf = async (title: string, declare: (test: ReturnType<typeof suite>, stage: Stage) => void): Promise<void> => {
  for (const version of Object.keys(programs)) {
    const [port = 0] = await freePorts(1)
    const stage = stageOf(version, port)
    const test = suite(`${title}: nginx ${version} on a real engine`)
    test.before(hook(async () => {
      await stage.stack.compose('up', '--detach', '--wait')
      await until(10, () => ask(port, '/whole'), ({ status }) => status === 200)
    }))
    test.after(hook(() => stage.stack.remove()))
    declare(test, stage)
    test.run()
  }
}

const stageOf = (proxyVersion: string, port: number): Stage => {
  const program = programs[proxyVersion] ?? 'nginx'
  const project = `gantry-targets-${port}`
  const hasGrpc = proxyVersion !== '1.22'
  const stack = stackOf(environment({
    project, proxy: proxySettings({ version: proxyVersion, bodyLimit: 1024 ** 2 }),
    workloads: [
      { ...standIn('api'), routes: [
        route('/plain/'), route('/stripped/', { strip: true }), route('/bare', { strip: true }), route('/whole'), route('/it\'s/(a)&*"/', { strip: true }), route('/live', { websocket: true }),
        route('/events'), route('/slow'), route('/broken'), route('/own-503'), route('/echo.Echo/', { port: grpc }), route('/here', { host: 'admin.example.com' }),
      ] },
      // It has routes and no container until a test starts one.
      { ...standIn('late'), scheduled: true, routes: [route('/late', { service: 'late' }), route('/late.Late/', { service: 'late', port: grpc })] },
      workload({ name: 'never', scheduled: true, routes: [route('/gone', gone), route('/gone.Gone/', { ...gone, port: grpc })] }),
      workload({
        name: 'proxy', isEntry: true, image: 'localhost/gantry/nginx:1.30', user: '101:101', networks: ['frontend', 'backend'],
        command: [program, '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'],
        mounts: [{ type: 'tmpfs', path: '/tmp', user: '101:101', size: 32 * 1024 ** 2 }, { type: 'rendered', target: 'nginx', folder: 'proxy', path: '/etc/nginx/gantry' }, ...program === 'nginx' ? [] : [{ type: 'bind' as const, source: dirname(program), path: dirname(program), readOnly: true }]],
        publish: [{ address: '127.0.0.1', host: port, port: 80, protocol: 'tcp' }], stop: { grace: 2000, signal: 'SIGQUIT' },
        health: { command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8081/health'], interval: 2000, timeout: 2000, retries: 3, startPeriod: 20_000, startInterval: 250 },
      }),
    ],
  }), { 'app/stand-in.mjs': readFileSync(new URL('stand-in.mjs', import.meta.url), 'utf8') })
  return { port, program, hasGrpc, project, stack }
}
