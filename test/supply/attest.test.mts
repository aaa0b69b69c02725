import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { attestWords } from '../../scripts/supply/attest.mts'

const test = suite('SBOM and provenance')

test('are asked of BuildKit, with its own scanner', () => assert.equal(attestWords({}), ['--sbom=true', '--provenance=mode=max']))
test('a scanner may come from elsewhere, as every image may', () =>
  assert.equal(attestWords({ 'docker/buildkit-syft-scanner:stable-1': 'mirror.example/scanner:1' }), ['--sbom=generator=mirror.example/scanner:1', '--provenance=mode=max']))

test.run()
