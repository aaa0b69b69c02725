import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDigest, readRegistryRefusal } from '../../scripts/docker/imagetools.mts'

const test = suite('docker: what a registry says')

const digest = `sha256:${'a1'.repeat(32)}`
test('the digest of an index', () => assert.is(readDigest(`{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","digest":"${digest}","size":856,"manifests":[]}`), digest))
test('no digest is no answer', () => assert.is(readDigest('{"schemaVersion":1}'), undefined))
test('a refusal without the words that are always there', () => {
  const rows = [
    ['ERROR: failed to do request: Head "http://localhost/v2/gantry/node/manifests/24": dial tcp 127.0.0.1:80: connect: connection refused\n', 'dial tcp 127.0.0.1:80: connect: connection refused'],
    ['ERROR: docker.io/library/nosuch:1: not found', 'docker.io/library/nosuch:1: not found'],
    ['\n', ''],
  ] as const
  for (const [stderr, expected] of rows) assert.is(readRegistryRefusal(stderr), expected)
})

test.run()
