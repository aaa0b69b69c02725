import type { Environment } from '../../../scripts/stack/environment.mts'
import { proxySettings } from '../workload.mts'
import { route, stackOf } from './stage.mts'

/** Routes of every sort, most of them to the service `api`. */
const routes = [
  route('/plain/'), route('/stripped/', { strip: true }), route('/bare', { strip: true }), route('/whole'), route('/whole/deep/', { service: 'other' }), route('/it\'s/(a)&*"/', { strip: true }), route('/é/', { strip: true }),
  route('/live', { websocket: true }), route('/events'), route('/broken'), route('/cut'), route('/own-503'), route('/cookies'), route('/none'), route('/long'), route('/gone', { service: 'gone' }),
  route('/here', { host: 'admin.example.com' }), route('/here', { host: '*.example.com', service: 'other' }), route('/where', { host: '*.example.com', service: 'other' }), route('/home', { host: 'shop.example.com' }),
]

/** An environment with all of them. */
export const manyRoutes: Environment = stackOf(routes, { proxy: proxySettings({ bodyLimit: 1024 ** 2 }), http: { address: '127.0.0.1', port: 8080, domain: 'shop.example.com' } })
