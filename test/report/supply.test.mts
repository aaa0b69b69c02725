import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../scripts/plan/step.mts'
import { supplyReport } from '../../scripts/report/supply.mts'
import type { Signature } from '../../scripts/supply/sign.mts'
import { supplySteps, type SupplyImage, type Tools } from '../../scripts/supply/steps.mts'

const digest = `sha256:${'a'.repeat(64)}`
const imageOf = (service: string, signature?: Signature): SupplyImage => ({ service, image: `registry.example/demo/${service}:prod`, digest, signature })
const images = [imageOf('api', {}), imageOf('web', {})]
const tools: Tools = { scanner: 'trivy', cosign: { key: 'none' } }
const asked = { scan: true, sign: true }
const found = JSON.stringify({ Results: [{ Vulnerabilities: ['CRITICAL', 'HIGH', 'HIGH', 'UNKNOWN'].map((Severity, index) => ({ VulnerabilityID: `CVE-${index}`, PkgName: 'libc', Severity })) }, { Target: 'no list' }] })

/** The steps with what each of them printed, by its id. */
const outcomes = (messages: Readonly<Record<string, string>>): readonly Outcome[] => supplySteps(images, asked, tools).map((step) => ({ step, state: 'done', message: messages[step.id] ?? '' }))

const test = suite('report: scans and signatures')

test('vulnerabilities are counted by severity, signatures named by what they sign', () => {
  const { text, result } = supplyReport(images, asked, tools, outcomes({ 'scan api': found, 'scan web': '{"Results":[]}' }))
  assert.is(text, `
trivy found  critical  high  medium  low
api                 1     2       0    1
web              none
signed registry.example/demo/api:prod@${digest}
signed registry.example/demo/web:prod@${digest}
`.trim())
  assert.equal(result.images[0], { service: 'api', vulnerabilities: { critical: 1, high: 2, medium: 0, low: 1 }, signed: true })
})

test('a tool that failed is said, each image by its name', () => {
  const { text, result } = supplyReport([imageOf('api', { trouble: 'no identity token' }), imageOf('web', {})], asked, tools, outcomes({ 'scan api': 'trivy image … ended with 1\n  FATAL no database' }))
  assert.is(text, ['api not scanned: FATAL no database', 'web not scanned: trivy printed nothing', 'api not signed: no identity token', `signed registry.example/demo/web:prod@${digest}`].join('\n'))
  assert.equal(result.images.map(({ vulnerabilities, signed }) => [vulnerabilities, signed]), [[null, false], [null, true]])
})

test('an absent tool is said', () =>
  assert.is(supplyReport([imageOf('api')], asked, { scanner: undefined, cosign: undefined }, []).text, 'not scanned: neither trivy nor grype is on PATH; install one of them\nnot signed: cosign is not on PATH; install it'))

test.run()
