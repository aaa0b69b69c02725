import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { supplyReport } from '../../../scripts/report/supply.mts'
import { apply } from '../../../scripts/shell/apply.mts'
import { observeTools } from '../../../scripts/shell/supply/observe-tools.mts'
import { signImages } from '../../../scripts/shell/supply/sign-images.mts'
import { supplySteps } from '../../../scripts/supply/steps.mts'
import { withTemp } from '../../support/temp.mts'

/** With these programs, and no others, in front of PATH. */
const withPrograms = (programs: Readonly<Record<string, string>>, act: (folder: string) => Promise<void>): Promise<void> => withTemp(async (folder) => {
  const before = process.env['PATH']
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  process.env['PATH'] = `${folder}:/usr/bin:/bin`
  await act(folder).finally(() => { process.env['PATH'] = before })
})

const test = suite('tools for images')

test('the first scanner there is, and cosign with where its key is', () => withPrograms({ grype: '', cosign: '' }, async () => {
  assert.equal(await observeTools(''), { scanner: 'grype', cosign: { key: 'none' } })
  assert.equal((await observeTools('cosign.key')).cosign, { key: 'place', place: 'cosign.key' })
  assert.equal((await observeTools('-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nxx')).cosign, { key: 'text' })
}))

test('nothing on PATH is nothing found', () => withPrograms({}, async () => assert.equal(await observeTools('cosign.key'), { scanner: undefined, cosign: undefined })))

test('tools are run for real: what one of them says is counted, what another refuses fails nothing', () => withPrograms({
  trivy: `echo '{"Results":[{"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a","Severity":"HIGH"}]}]}'`, cosign: 'echo no token >&2; exit 3',
}, async (folder) => {
  const images = [{ service: 'api', image: 'demo/api:prod', digest: `sha256:${'a'.repeat(64)}` }]
  const asked = { scan: true, sign: true }
  const tools = await observeTools(undefined)
  const progress = { begin: () => () => {}, say: () => {}, show: () => {}, clear: () => {} }
  const means = { folder, progress, signal: new AbortController().signal, verbose: false, canAsk: false, unlock: async () => {} } as unknown as Parameters<typeof apply>[1]
  const outcomes = await apply(supplySteps(images, asked, tools), means)
  assert.equal(outcomes.map(({ state }) => state), ['done'])
  const signed = await signImages(images, tools.cosign ?? { key: 'none' })
  assert.is(supplyReport(signed, asked, tools, outcomes).text, 'trivy found  critical  high  medium  low\napi                 0     1       0    0\napi not signed: no token')
}))

test('what cosign gets is the digest, and its key by the name of the variable', () => withPrograms({ cosign: 'echo "$@" > "$(dirname "$0")/words"' }, async (folder) => {
  const [one] = await signImages([{ image: 'registry.example/demo/api:prod', digest: 'sha256:abc' }, { image: 'here:1' }], { key: 'text' })
  assert.equal(one?.signature, {})
  assert.is(await readFile(join(folder, 'words'), 'utf8'), 'sign --yes --key env://COSIGN_KEY registry.example/demo/api@sha256:abc\n')
}))

test.run()
