import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCves, scanWords, sumOf } from '../../scripts/alpine/cves.mts'
import { gistOf, median, readMemory, shortened } from '../../scripts/alpine/found.mts'
import { verdictOf, type Side } from '../../scripts/alpine/verdict.mts'

const figures = suite('alpine: figures')

figures('the middle of three', () => assert.equal([median([900, 500, 700]), median([]), median([400])], [700, undefined, 400]))

figures('memory as docker says it', () => assert.equal(['12.5MiB / 256MiB', '1.2GiB / 2GiB', '820KiB / 1GiB', '--'].map(readMemory), [13_107_200, 1_288_490_189, 839_680, undefined]))

figures('what a failure comes down to', () => {
  assert.is(gistOf({ message: 'api.Dockerfile:12: RUN pip install: ended with 1\n  Collecting x\n  ERROR: Could not find a version of x\n  ERROR: No matching distribution' }), 'Could not find a version of x')
  assert.is(gistOf({ message: 'api.Dockerfile:7: RUN apk add x: ended with 1\n  ERROR: unable to select packages:\n    x (no such package):' }), 'unable to select packages: x (no such package):')
  assert.is(gistOf({ message: 'ended with 3\n  the last lines of api-1: no database' }), 'ended with 3')
  assert.is(shortened('a'.repeat(200)), `${'a'.repeat(110)} … ${'a'.repeat(40)}`)
})

const trivy = JSON.stringify({ Results: [{ Vulnerabilities: [{ VulnerabilityID: 'CVE-1', PkgName: 'openssl', Severity: 'CRITICAL' }, { VulnerabilityID: 'CVE-2', PkgName: 'zlib', Severity: 'LOW' }] }, { Vulnerabilities: [{ VulnerabilityID: 'CVE-1', PkgName: 'openssl', Severity: 'CRITICAL' }] }, {}] })
const grype = JSON.stringify({ matches: [{ vulnerability: { id: 'CVE-1', severity: 'High' }, artifact: { name: 'openssl' } }, { vulnerability: { id: 'CVE-2', severity: 'Negligible' }, artifact: { name: 'zlib' } }, { vulnerability: { id: 'CVE-3', severity: 'Medium' }, artifact: { name: 'zlib' } }] })

figures('what scanners count, each weakness of a package once', () => {
  assert.equal(readCves('trivy', trivy), { critical: 1, high: 0, medium: 0, low: 1 })
  assert.equal(readCves('grype', grype), { critical: 0, high: 1, medium: 1, low: 1 })
  assert.equal([readCves('trivy', '{}'), readCves('trivy', 'FATAL: no space')], [{ critical: 0, high: 0, medium: 0, low: 0 }, undefined])
  assert.equal(sumOf({ critical: 1, high: 2, medium: 4, low: 8 }), { all: 15, serious: 3 })
  assert.match(scanWords('trivy', 'gantry-alpine/a/b:slim').join(' '), /^trivy image .* gantry-alpine\/a\/b:slim$/)
})

figures.run()

// ---

const verdicts = suite('alpine: verdicts')

const side = (more: Partial<Side> = {}): Side => ({ base: 'node:24-slim', image: { size: 200e6, layers: 7, isAlpine: false }, starts: [500, 510, 520], memory: 60e6, ...more })
const slim = side()
const alpine = (more: Partial<Side> = {}): Side => side({ base: 'node:24-alpine', image: { size: 120e6, layers: 7, isAlpine: true }, ...more })
const sized = (size: number, more: Partial<Side> = {}): Side => alpine({ image: { size, layers: 7, isAlpine: true }, ...more })
const cves = (high: number): Side['cves'] & {} => ({ critical: 0, high, medium: 5, low: 5 })

for (const [what, sides, is, reason] of [
  ['smaller and as good', { slim, alpine: alpine() }, 'alpine', 'is 80 MB (40 %) smaller on Alpine, and does as well'],
  ['smaller, with fewer weaknesses', { slim: side({ cves: cves(12) }), alpine: alpine({ cves: cves(2) }) }, 'alpine', 'is 80 MB (40 %) smaller on Alpine, and does as well, with 10 serious weaknesses fewer'],
  ['it does not build there', { slim, alpine: { base: 'x', starts: [], unbuilt: { message: 'api.Dockerfile:7: RUN apk add x: ended with 1\n  ERROR: unable to select x' } } }, 'slim', 'does not build on Alpine: unable to select x'],
  ['it does not run there', { slim, alpine: alpine({ starts: [], unready: { message: 'ended with 139 (segmentation fault)' } }) }, 'slim', 'does not become ready on Alpine: ended with 139 (segmentation fault)'],
  ['packages without a binary', { slim, alpine: alpine(), lacking: ['numpy 2.0'] }, 'slim', 'numpy 2.0 has no binary for Alpine, and is compiled there or missing'],
  ['many of them', { slim, alpine: alpine(), lacking: ['a 1', 'b 1', 'c 1', 'd 1', 'e 1'] }, 'slim', 'a 1, b 1, c 1 and 2 more have no binary for Alpine, and are compiled there or missing'],
  ['slower, every time', { slim, alpine: alpine({ starts: [1400, 1500, 1300] }) }, 'slim', 'is ready after 1.4 s on Alpine, after 0.5 s on slim'],
  ['slower now and then, which may be chance', { slim: side({ starts: [500, 1500, 520] }), alpine: alpine({ starts: [1400, 500, 1300] }) }, 'alpine', 'is 80 MB (40 %) smaller on Alpine, and does as well'],
  ['slower by a blink', { slim, alpine: alpine({ starts: [700, 690, 710] }) }, 'alpine', 'is 80 MB (40 %) smaller on Alpine, and does as well'],
  ['more memory', { slim, alpine: alpine({ memory: 110e6 }) }, 'slim', 'takes 110 MB of memory on Alpine, 60 MB on slim'],
  ['larger', { slim, alpine: sized(240e6) }, 'slim', 'is 40 MB larger on Alpine'],
  ['about the same', { slim, alpine: sized(197e6) }, 'either', 'differs little: 3 MB smaller on Alpine'],
  ['about the same, with fewer weaknesses', { slim: side({ cves: cves(3) }), alpine: sized(197e6, { cves: cves(1) }) }, 'alpine', 'has 2 serious weaknesses fewer on Alpine, and differs little otherwise'],
  ['the image map has one image for both', { slim, alpine: side() }, 'either', 'both stand on node:24-slim here, so there is nothing to tell apart'],
  ['a service that is broken anyway', { slim: side({ starts: [], unready: { message: 'ended with 3' } }), alpine: alpine() }, undefined, 'does not become ready on slim: ended with 3'],
  ['a service whose needs are not there', { slim: side({ starts: [], skipped: 'db, which it needs, is not ready' }), alpine: alpine({ starts: [] }) }, undefined, 'db, which it needs, is not ready'],
] as const) verdicts(what, () => assert.equal(verdictOf({ lacking: [], ...sides }), { is, reason }))

verdicts.run()
