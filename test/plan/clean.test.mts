import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanSteps, leftoversOf, type Remains } from '../../scripts/plan/clean.mts'
import { explain } from '../../scripts/plan/explain.mts'
import { environment, workload } from '../targets/workload.mts'
import { container } from './wait-story.mts'

const clean = suite('plan: what an environment left behind')
const shop = environment({ workloads: [workload({ name: 'api' })] })
const seen = (remains: Partial<Remains>): string => explain(cleanSteps(leftoversOf(shop, { containers: [], networks: [], images: [], names: [], ...remains })))

clean('nothing where nothing is', () => assert.is(seen({}), ''))

clean('while the stack is up, only what is no longer in the file', () => assert.is(
  seen({ containers: [container('api running healthy', 0), container('old exited 0', 0)], networks: [{ id: 'n1', name: 'shop_backend' }] }),
  'docker container rm old.1  # container p-old-1: its service is no longer in the stack file (removes it)'))

clean('when it is down, its containers, then its networks', () => assert.is(
  seen({ containers: [container('api exited 0', 0)], networks: [{ id: 'n1', name: 'shop_backend' }] }),
  'docker container rm api.1  # container p-api-1: stopped, and so is the rest (removes it)\ndocker network rm n1  # network shop_backend: nobody is in it (removes it)'))

clean('images that were built over, with their size', () => assert.is(
  seen({ images: [{ id: 'sha256:1', size: 277_000_000, service: 'api' }] }),
  'docker image rm sha256:1  # image of api, 277 MB: a newer build has taken its name (removes it)'))

clean('of the images of commits the three newest stay, and what is no commit', () => assert.is(
  seen({ names: [...['5', '4-dirty', '3', '2', '1'].map((one) => `shop/api:prod-00000000000${one}`), 'shop/api:prod', 'shop/api:prod-application', 'shop/web:prod-000000000001', 'shop/api:elsewhere-000000000001'] }),
  'docker image rm shop/api:prod-000000000002  # image shop/api:prod-000000000002: 3 newer commits have theirs (removes it)\ndocker image rm shop/api:prod-000000000001  # image shop/api:prod-000000000001: 3 newer commits have theirs (removes it)'))

clean.run()
