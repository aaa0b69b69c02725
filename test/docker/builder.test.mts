import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builderOf } from '../../scripts/docker/builder.mts'

const node = (lines: string): string => `Name:          default\nDriver:        docker\nLast Activity: 2026-11-22 08:34:27 +0000 UTC\n\nNodes:\nName:             default\nEndpoint:         default\n${lines}`
const own = node(`Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/amd64/v2, linux/386
Labels:
 org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.16.0.1
GC Policy rule#0:
 All:            false
 Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout
`)
const classic = '{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"]]}'
const containerd = '{"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}'

const inactive = `Name:          probe
Driver:        docker-container
Last Activity: 2026-11-22 08:35:49 +0000 UTC

Nodes:
Name:                  probe0
Endpoint:              unix:///var/run/docker.sock
Status:                inactive
BuildKit daemon flags: --allow-insecure-entitlement=network.host
`
const two = `${inactive.replace('inactive', 'running')}BuildKit version:      v0.25.1
Platforms:             linux/amd64*, linux/386

Name:                  probe1
Endpoint:              ssh://arm
Status:                running
Platforms:             linux/arm64*, linux/arm/v7, linux/386
`

const test = suite('the builder in use')

test('the engine\'s own with the classic store builds an image for one platform, and nothing beside it', () => assert.equal(builderOf(own, classic), {
  name: 'default', driver: 'docker', platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/386'], store: 'classic',
  can: { cacheExport: false, attest: false, manyPlatforms: false, loadMany: false },
}))
test('the engine\'s own with the containerd store can do all', () => {
  const { store, can } = builderOf(own, containerd)
  assert.equal([store, can], ['containerd', { cacheExport: true, attest: true, manyPlatforms: true, loadMany: true }])
})
test('one of its own can do all but hand it to an engine with the classic store', () => {
  const { driver, store, can } = builderOf(two, classic)
  assert.equal([driver, store, can], ['docker-container', 'classic', { cacheExport: true, attest: true, manyPlatforms: true, loadMany: false }])
})
test('platforms are those of all its nodes, however a user asked for them', () =>
  assert.equal(builderOf(two, classic).platforms, ['linux/amd64', 'linux/386', 'linux/arm64', 'linux/arm/v7']))
test('one that was never started says nothing of platforms', () => assert.equal(builderOf(inactive, classic).platforms, []))
test('an engine without a word on its store has the classic one', () => assert.is(builderOf(own, '{"DriverStatus":null}').store, 'classic'))

test.run()
