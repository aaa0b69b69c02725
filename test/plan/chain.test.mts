import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chain, sentence, type Member } from '../../scripts/plan/chain.mts'
import { container } from './wait-story.mts'

const member = (name: string, needs: readonly string[] = [], more: Partial<Member> = {}): Member => ({
  name, runs: 'service', scheduled: false, replicas: 1, needs: needs.map((service) => ({ service, until: 'ready' })), wants: [], ...more,
})
const sentences = (members: readonly Member[], seen: string): readonly string[] =>
  chain(members, seen === '' ? [] : seen.split(', ').map((text) => container(text, 0)), 60_000).map(sentence)

const shop = [member('db'), member('api', ['db']), member('web', ['api'])]
const reasons = suite('why a service is not well')

reasons('nothing is said of what is up', () => assert.equal(sentences(shop, 'db running healthy, api running healthy, web running healthy'),
  ['db is up', 'api is up', 'web is up']))
reasons('the root is named, and the way to it', () => assert.equal(sentences(shop, 'db running unhealthy "no response", api running unhealthy "500", web exited 1'), [
  'db is unhealthy: no response',
  'api is down because db is unhealthy: no response',
  'web is down because db is unhealthy: no response (through api)',
]))
reasons('what still serves without what it needs is degraded', () => assert.equal(sentences(shop, 'db exited 137, api running healthy, web running healthy'), [
  'db ended with 137 (killed)', 'api is degraded because db ended with 137 (killed)', 'web is up',
]))
reasons('what is only wanted degrades, and is never blamed for more', () => {
  const members = [member('cache'), member('api', [], { wants: ['cache'] })]
  assert.is(sentences(members, 'cache exited 1, api running healthy')[1], 'api is degraded because cache ended with 1')
  assert.is(sentences(members, 'cache exited 1, api exited 2')[1], 'api ended with 2')
})
reasons('some replicas are better than none', () => assert.equal(
  sentences([member('api', [], { replicas: 3 })], 'api.1 running healthy, api.2 running unhealthy "503", api.3 running healthy'), ['api 1 of 3: is unhealthy: 503']))
reasons('a job that has ended with 0 is done, whatever has become of the database', () => {
  const members = [member('db'), member('job', ['db'], { runs: 'job' })]
  assert.is(sentences(members, 'db exited 1, job exited 0')[1], 'job is done')
})
reasons('what waits for its turn is told from what is broken', () => assert.equal(sentences(shop, 'db running starting "no response", api created'), [
  'db is starting: no response', 'api is down because db is starting: no response', 'web does not run because db is starting: no response (through api)',
]))
reasons('a crash loop tells how its last run ended', () => assert.equal(sentences([member('api')], 'api restarting 3 x7'),
  ['api is restarting (7 times so far), the last run ended with 3']))
reasons('a scheduled job without a container is no fault', () => assert.equal(sentences([member('report', [], { runs: 'job', scheduled: true })], ''), ['report is done']))
reasons('needs in a circle do not hang it', () => assert.equal(sentences([member('a', ['b']), member('b', ['a'])], 'a exited 1, b exited 1').length, 2))

reasons.run()
