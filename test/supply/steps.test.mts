import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import { signWords, type Cosign } from '../../scripts/supply/sign.mts'
import { supplySteps, undone, type Tools } from '../../scripts/supply/steps.mts'

const digest = `sha256:${'a'.repeat(64)}`
const image = { service: 'api', image: 'registry.example:5000/team/demo/api:prod', digest }
const tools: Tools = { scanner: 'trivy', cosign: { key: 'none' } }
const both = { scan: true, sign: true }

const test = suite('scans and signatures')

test('an image is looked through by its name', () => assert.is(explain(supplySteps([image], both, tools)),
  'trivy image --quiet --scanners vuln --image-src docker --format json registry.example:5000/team/demo/api:prod  # known vulnerabilities are to be counted'))

test('a scan fails no build', () => assert.ok(supplySteps([image], both, tools, ['build']).every((step) => step.do === 'run' && step.optional && step.after.includes('build'))))

test('what was pushed is signed by its digest', () => assert.equal(signWords({ key: 'none' }, image.image, digest), ['cosign', 'sign', '--yes', `registry.example:5000/team/demo/api@${digest}`]))

test('a key is read by cosign itself', () => {
  const words = (cosign: Cosign) => signWords(cosign, image.image, digest).slice(3, -1)
  assert.equal([words({ key: 'text' }), words({ key: 'place', place: 'awskms:///alias/demo' })], [['--key', 'env://COSIGN_KEY'], ['--key', 'awskms:///alias/demo']])
})

test('what nobody asked for is no step and no word', () => {
  const neither = { scan: false, sign: false }
  assert.equal([supplySteps([image], neither, tools), undone([image], neither, { scanner: undefined, cosign: undefined })], [[], []])
})

test('an absent tool and an image without a digest are said', () => {
  const without = { ...image, digest: undefined }
  assert.equal(supplySteps([without], both, { scanner: undefined, cosign: undefined }), [])
  assert.equal(undone([without], both, { scanner: undefined, cosign: undefined }), ['not scanned: neither trivy nor grype is on PATH; install one of them', 'not signed: cosign is not on PATH; install it'])
  assert.equal(undone([without], both, tools), ['api not signed: only a pushed image has a digest that others can check; add --push'])
})

test.run()
