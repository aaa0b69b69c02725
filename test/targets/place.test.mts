import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { memoryAmount } from '../../scripts/targets/amount.mts'
import { envFileOf } from '../../scripts/targets/env-file.mts'
import { targets } from '../../scripts/targets/index.mts'
import { placeOf, recordOf } from '../../scripts/targets/place.mts'
import { folderOf, relativeTo } from '../../scripts/targets/relative.mts'
import { quarters } from '../../scripts/targets/subnet.mts'
import { isAtLeast } from '../../scripts/targets/version.mts'
import { workload } from './workload.mts'

const test = suite('places and small words')

test('rendered files stand by target and environment, or apart when images are mapped from outside', () => {
  assert.is(placeOf({ name: 'prod', isMapped: false })('nginx', 'proxy/nginx.conf'), 'nginx/prod/proxy/nginx.conf')
  assert.is(placeOf({ name: 'prod', isMapped: true })('nginx', 'proxy/nginx.conf'), '.gantry/prod/nginx/proxy/nginx.conf')
  assert.is(recordOf(placeOf({ name: 'prod', isMapped: false }), 'nginx'), 'nginx/prod/.rendered')
})

test('a path is seen from a folder', () => {
  const seen = (file: string) => relativeTo('compose/prod', file)
  assert.equal(['services/api', '.', './x', '../other', 'compose/prod/a', 'compose/dev', '/abs'].map(seen), ['../../services/api', '../..', '../../x', '../../../other', './a', '../dev', '/abs'])
  assert.equal([folderOf('compose/prod/compose.yaml'), folderOf('a')], ['compose/prod', ''])
})

test('the env file of a service escapes what compose would read', () => {
  const file = envFileOf('prod', workload({ name: 'api', privateVariables: { B: 'a"b\\c$d\ne\rf #g', A: '' } }))
  assert.equal(file, { path: '.gantry/prod/env/api.env', content: 'A=""\nB="a\\"b\\\\c\\$d\\ne\\rf #g"\n' })
  assert.is(envFileOf('prod', workload({ name: 'api' })), undefined)
})

test('memory is written exactly', () => {
  assert.equal([1024 ** 3, 1.5 * 1024 ** 3, 512 * 1024, 1000].map(memoryAmount), ['1G', '1536M', '512K', '1000B'])
})

test('a subnet in four', () => {
  assert.equal(quarters('172.28.0.0/22'), ['172.28.0.0/24', '172.28.1.0/24', '172.28.2.0/24', '172.28.3.0/24'])
  assert.equal(quarters('10.0.255.128/25'), ['10.0.255.128/27', '10.0.255.160/27', '10.0.255.192/27', '10.0.255.224/27'])
})

test('versions count by number', () => {
  assert.equal(['1.27.3', '1.30', '2', '1.27', '1.9.9', '1.27.2'].map((version) => isAtLeast(version, '1.27.3')), [true, true, true, false, false, false])
})

test('every target stands in the registry under its own name', () => {
  for (const [name, target] of Object.entries(targets)) assert.is(target.name, name)
  assert.ok(['compose', 'nginx'].every((name) => name in targets))
})

test.run()
