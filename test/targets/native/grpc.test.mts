import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { when } from '../../support/skip.mts'
import { ask, call } from '../real/ask.mts'
import { judges } from './judges.mts'
import { freePorts, startGrpc } from './service.mts'
import { entry, route, stackOf } from './stage.mts'

const grpc = { name: 'grpc', number: 50051, protocol: 'grpc' } as const

for (const judge of judges) {
  const all = suite(`gRPC through ${judge.name}`)
  const test = when(judge.lacks === undefined, judge.lacks ?? '', all)

  if (judge.isNginx) test('passes with its trailers, and is told in its own words that a service is absent', async () => {
    const [service, [late = 0]] = await Promise.all([startGrpc(), freePorts(1)])
    const routes = [route('/shop.Cart/', { port: grpc }), route('/gone.Gone/', { port: grpc, service: 'gone' })]
    const running = await judge.start({ workload: entry, environment: stackOf(routes), addressOf: (name) => `127.0.0.1:${name === 'gone' ? late : service.port}` })
    const message = Buffer.from('\0\0\0\0\x02hi')
    const { headers, trailers, body } = await call(running.port, '/shop.Cart/Add', message)
    assert.equal([headers[':status'], headers.path, trailers['grpc-status'], body.subarray(5).toString()], [200, '/shop.Cart/Add', '0', 'hi'])
    assert.is((await call(running.port, '/gone.Gone/Say', message)).headers['grpc-status'], '14')
    await running.remove()
    service.stop()
  })
  else test('is refused, and the way out is said once, at the start', async () => {
    const running = await judge.start({ workload: entry, environment: stackOf([route('/shop.Cart/', { port: grpc }), route('/')]) })
    const { status, json } = await ask(running.port, '/shop.Cart/Add', { method: 'POST' })
    await ask(running.port, '/shop.Cart/Add', { method: 'POST' })
    assert.equal([status, json.error], [501, 'not implemented'])
    assert.is(running.complaints(), 'gRPC needs nginx: /shop.Cart/ is answered with 501; install nginx and start again\n')
    await running.remove()
  })

  all.run()
}
