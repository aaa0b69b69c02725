import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Archive, Manifest } from '../../scripts/backup/manifest.mts'
import type { Keeping } from '../../scripts/kinds/keeping.mts'
import { judgeVolumes, volumeSteps, type Volume } from '../../scripts/plan/clean-volumes.mts'
import { explain } from '../../scripts/plan/explain.mts'
import { cleanReport, volumesReport } from '../../scripts/report/clean.mts'
import { environment, workload } from '../targets/workload.mts'

const clean = suite('plan: volumes that may go')

const hour = 3_600_000
const now = Date.parse('2026-11-22T12:00:00Z')
const keeps = { of: 'postgres', format: 'sql' } as Keeping
const mount = (name: string, changes = {}) => ({ type: 'volume' as const, name, path: `/${name}`, readOnly: false, cache: false, ...changes })
const shop = environment({ workloads: [
  workload({ name: 'db', keeps, mounts: [mount('db-data', { isSeeded: true })] }),
  workload({ name: 'api', mounts: [mount('files'), mount('wheels', { cache: true })] }),
] })
const archive = (service: string, of: string, item: string, ok = true): Archive => ({
  service, of, item, file: `${service}.${item}`, format: 'tar', bytes: 1, sha256: '', rawBytes: 1, rawSha256: '', encrypted: false, ms: 1, byHand: [], proofs: [{ level: 'read', at: '', ok }],
})
const run = (hoursAgo: number, archives: readonly Archive[], failures: Manifest['failures'] = []): Manifest =>
  ({ version: 1, run: `r${hoursAgo}`, stack: 'shop', environment: 'prod', startedAt: new Date(now - hoursAgo * hour).toISOString(), endedAt: '', tools: {}, archives, failures, skipped: [] })
const volume = (name: string, users: readonly string[] = []): Volume => ({ name: `shop-prod_${name}`, size: 5e6, createdAt: now - 48 * hour, users })
const all = ['db-data', 'files', 'wheels'].map((name) => volume(name))
type Given = { readonly volumes?: readonly Volume[]; readonly named?: readonly string[]; readonly missing?: readonly string[]; readonly goes?: readonly string[] }
const judged = (manifests: readonly Manifest[], { volumes = all, named = [], missing = [], goes }: Given = {}) =>
  judgeVolumes(shop, { volumes, manifests, missing: new Set(missing), now }, { named, ...goes ? { goes: new Set(goes) } : {} })
const verdicts = (...given: Parameters<typeof judged>) => judged(...given).map(({ verdict, why }) => `${verdict}: ${why}`)
const whole = [archive('db', 'postgres', 'shop'), archive('db', 'postgres', 'other'), archive('api', 'volume', 'files')]
const [lost, cache] = ['alone: no verified backup holds it', 'safe: a cache: it can be made again']
const safe = 'safe: a fresh backup holds it'

clean('without a backup only a cache may go, and then nothing does', () => {
  assert.equal(verdicts([]), [lost, lost, cache])
  assert.equal(volumeSteps(judged([]), []), [])
})

clean('a fresh verified backup of the server, and of the volume', () => {
  assert.equal(verdicts([run(3, whole)]), [safe, safe, cache])
  assert.is(explain(volumeSteps(judged([run(3, whole)]), [])).split('\n')[0], 'docker volume rm shop-prod_db-data  # volume shop-prod_db-data: a fresh backup holds it (can lose data)')
})

clean('one that is too old, of the future, not proved, half failed, or whose file is gone, is none', () => {
  const old = 'alone: its last verified backup is too old'
  assert.equal(verdicts([run(27, whole)]).slice(0, 2), [old, old])
  assert.equal(verdicts([run(-1, whole)]).slice(0, 2), [lost, lost])
  assert.equal(verdicts([run(1, whole.map((one) => ({ ...one, proofs: [] })))]).slice(0, 2), [lost, lost])
  assert.equal(verdicts([run(1, [archive('db', 'postgres', 'shop', false), ...whole.slice(1)])]).slice(0, 2), [lost, safe])
  assert.equal(verdicts([run(1, whole.slice(1), [{ service: 'db', item: 'shop', message: '' }])]).slice(0, 2), [lost, safe])
  assert.equal(verdicts([run(1, whole)], { missing: ['r1/db.other'] }).slice(0, 2), [lost, safe])
})

clean('a backup of another volume or service says nothing', () => assert.equal(verdicts([run(1, [archive('api', 'volume', 'files-2'), archive('db', 'volume', 'db-data')])]).slice(0, 2), [lost, lost]))

clean('whose name was given goes without one; the others keep it back all the same', () => {
  const named = ['shop-prod_files']
  assert.equal(verdicts([], { named })[1], 'named: its name was given')
  assert.equal(volumeSteps(judged([], { named }), []), [])
  assert.is(volumeSteps(judged([], { named, volumes: [volume('files')] }), []).length, 1)
})

clean('one that a container has stays, whatever is typed', () => {
  const seen = judged([run(1, whole)], { volumes: [volume('files', ['shop-prod-api-1'])], named: ['shop-prod_files'] })
  assert.equal([seen[0]?.verdict, volumeSteps(seen, [])], ['used', []])
})

clean('with a backup asked for, what a service keeps is due for one; so is what its container may have written to since the last', () => {
  const [due, dueFiles] = ['due: db is backed up first', 'due: api is backed up first']
  assert.equal(verdicts([], { goes: [] }), [due, dueFiles, cache])
  assert.equal(verdicts([run(3, whole)], { goes: [] }), [safe, safe, cache])
  const volumes = [volume('db-data', ['shop-prod-db-1']), volume('files', ['shop-prod-api-1', 'stranger']), volume('wheels', ['shop-prod-api-1'])]
  assert.equal(verdicts([run(3, whole)], { volumes, goes: ['shop-prod-db-1', 'shop-prod-api-1'] }), [due, 'used: container stranger has it', cache])
})

clean('a volume that no backup would hold is refused all the same, unless its name was given', () => {
  const volumes = [volume('of-nobody')]
  assert.equal(verdicts([], { volumes, goes: [] }), ['alone: no backup would hold it'])
  assert.equal(verdicts([], { volumes, goes: [], named: ['shop-prod_of-nobody'] }), ['named: its name was given'])
})

clean('the report lists size, age and last backup, and ends with 3 where something would be lost', () => {
  const { text, exit } = volumesReport(shop, judged([run(27, whole)]), now, cleanReport(shop, [], []), [])
  assert.equal([exit, text.split('\n').slice(0, 4)], [3, [
    'volume             size  age   backup',
    'shop-prod_db-data  5 MB  2 d  1 d 3 h  refused: its last verified backup is too old',
    'shop-prod_files    5 MB  2 d  1 d 3 h  refused: its last verified backup is too old',
    'shop-prod_wheels   5 MB  2 d        -  stays: not removed',
  ]])
})

clean.run()
