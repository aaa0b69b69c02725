import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshness, type Fresh } from '../../scripts/backup/freshness.mts'
import { backupFindings, type BackupsSeen } from '../../scripts/backup/health.mts'
import { keepers } from '../../scripts/backup/keepers.mts'
import type { Manifest } from '../../scripts/backup/manifest.mts'
import type { Workload } from '../../scripts/kinds/workload.mts'
import type { Environment } from '../../scripts/stack/environment.mts'
import { backupSettings, environment, workload } from '../targets/workload.mts'
import { madeArchive, madeManifest, proof } from './manifests.mts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-11-22T12:00:00Z')

const store = (name: string, changes: Partial<Workload> = {}): Workload => workload({ name, mounts: [{ type: 'volume', name: `${name}-data`, path: '/data', readOnly: false, cache: false }], ...changes })
const shop = (changes: Partial<Environment> = {}): Environment =>
  environment({ workloads: [store('db'), store('files', { backup: { isOn: true, isLive: true, sqlite: [], rpo: 2 * day } }), workload({ name: 'web' })], backups: backupSettings({ drill: 7 * day }), ...changes })

/** A run so many hours ago, proved at these levels. */
const ran = (hours: number, levels: Parameters<typeof proof>[0][] = ['read'], changes: Partial<Manifest> = {}): Manifest => {
  const at = new Date(now - hours * hour)
  const proofs = levels.map((level) => ({ ...proof(level, true), at: at.toISOString() }))
  return madeManifest({
    run: `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-0000`, startedAt: at.toISOString(), endedAt: at.toISOString(),
    archives: [madeArchive({ service: 'db', proofs }), madeArchive({ service: 'files', file: 'files.data.tar.zst', proofs })], ...changes,
  })
}
const ago = (fresh: readonly Fresh[]) => fresh.map(({ service, verifiedAt, drilledAt }) => [service, verifiedAt === undefined ? '' : (now - verifiedAt) / hour, drilledAt === undefined ? '' : (now - drilledAt) / hour])

const fresh = suite('backup: freshness')

fresh('services that keep something have a limit each', () => assert.equal(keepers(shop()), [{ service: 'db', rpo: 26 * hour }, { service: 'files', rpo: 2 * day }]))
fresh('is the age of the newest verified run, and of the newest drill', () =>
  assert.equal(ago(freshness(shop(), [ran(50, ['read', 'drill']), ran(26), ran(2)], now)), [['db', 2, 50], ['files', 2, 50]]))
fresh('of one service says nothing about another', () => {
  const half = ran(2, ['read'], { failures: [{ service: 'db', item: 'app', message: 'x' }] })
  assert.equal(ago(freshness(shop(), [ran(26), half], now)), [['db', 26, ''], ['files', 2, '']])
})
fresh('counts no run that a later look has found damaged', () => {
  const broken = ran(2)
  const archives = broken.archives.map((archive) => ({ ...archive, proofs: [...archive.proofs, proof('read', false)] }))
  assert.equal(ago(freshness(shop(), [ran(26), { ...broken, archives }], now)), [['db', 26, ''], ['files', 26, '']])
})
fresh('counts no run of the future', () => assert.equal(ago(freshness(shop(), [ran(-1000), ran(26)], now)), [['db', 26, ''], ['files', 26, '']]))

fresh.run()

// ---

const health = suite('health: backups')

const judged = (manifests: readonly Manifest[], changes: Partial<BackupsSeen> = {}, where = shop()): readonly string[] => backupFindings(where, {
  runs: manifests.map((manifest) => ({ run: manifest.run, is: 'ended' as const, manifest })), dead: [], fresh: freshness(where, manifests, now), free: 1e12, memory: { version: 1 }, age: 30 * day, ...changes,
}, now).map(({ level, text }) => `${level} ${text}`)

health('says in one line that all is well', () => assert.equal(judged([ran(3, ['read', 'drill']), ran(1)]), ['good db, files: verified 1 h ago, restored in a drill 3 h ago']))

health('counts as bad what is older than its limit, by service', () => assert.equal(judged([ran(30, ['read', 'drill'])]), [
  'bad db: the last verified backup is 1 d 6 h old, more than 1 d 2 h: `make backup ENV=prod`, and `make schedule ENV=prod ARGS=--install` for every day',
]))

health('gives a new environment time for its first backup, and no more', () => {
  assert.match(judged([], { age: hour }).join(), /^warn db, files: no verified backup: `make backup ENV=prod`/)
  assert.match(judged([], { age: 30 * hour }).join(), /^bad db, files: no verified backup/)
})

health('wants a drill as often as declared, from the first week on', () => {
  assert.equal(judged([ran(1)]), ["good db, files: verified 1 h ago", "warn db, files: never restored in a drill: `make backup ENV=prod ARGS='--verify drill'`"])
  assert.match(judged([ran(9 * 24), ran(1)]).join('\n'), /^bad db, files: never restored in a drill/m)
  assert.match(judged([ran(9 * 24, ['read', 'drill']), ran(1)]).join('\n'), /^bad db: the last drill was 9 d ago, more than 7 d/m)
  assert.equal(judged([ran(9 * 24), ran(1)], {}, shop({ backups: backupSettings() })), ['good db, files: verified 1 h ago'])
})

health('wants room for two more runs', () => {
  const big = ran(1, ['read', 'drill'], {})
  const manifest = { ...big, archives: big.archives.map((archive) => ({ ...archive, bytes: 5e9 })) }
  assert.equal(judged([manifest], { free: 20e9 }), ['good db, files: verified 1 h ago, restored in a drill 1 h ago'])
  assert.equal(judged([manifest], { free: 19e9 }), ['bad 19 GB are free where backups stand, and the next two need 20 GB'])
})

health('counts what is not elsewhere yet, from the limit on as bad', () => {
  const away = shop({ backups: backupSettings({ offsite: [{ to: 'far:bucket', by: 'rclone' }] }) })
  const [old, last] = [ran(30), ran(2)]
  const there = (...runs: readonly Manifest[]) => ({ memory: { version: 1 as const, offsite: { 'far:bucket': { by: 'rclone' as const, runs: Object.fromEntries(runs.map(({ run }) => [run, ''])), lastError: { at: '', message: 'it says 503' } } } } })
  assert.equal(judged([old, last], there(old, last), away), ['good db, files: verified 2 h ago'])
  assert.equal(judged([old, last], there(old), away), ['good db, files: verified 2 h ago', 'warn far:bucket: the newest run is not there since 2 h: it says 503'])
  assert.equal(judged([old, last], there(), away), ['bad far:bucket: the newest 2 runs are not there since 1 d 6 h: it says 503'])
})

health('tells what the last run could not save, runs of the future, and runs nobody should trust', () => {
  const failing = ran(1, ['read'], { failures: [{ service: 'db', item: 'app', message: 'lock timeout' }] })
  const future = ran(-48)
  const said = judged([ran(3, ['read', 'drill']), failing, future]).join('\n')
  assert.match(said, /^warn the last run could not save db app: lock timeout$/m)
  assert.match(said, /^warn 20261124T120000Z-0000 is dated in the future/m)
  assert.match(judged([], { runs: [{ run: 'x', is: 'doubtful', message: 'its seal does not fit' }] }).join('\n'), /^warn x is not believed: its seal does not fit$/m)
})

health('names a run that something has killed, with what clears it', () => {
  const run = '20261122T031503Z-3f9a'
  assert.equal(judged([ran(1, ['read', 'drill'])], { dead: [run] }).slice(1), [`warn ${run} never ended, something killed it: the next \`make backup ENV=prod\` clears it away`])
})

health('a folder that is not the one of the runs before is bad', () => assert.equal(judged([], { trouble: 'is its disk not mounted?' }), ['bad is its disk not mounted?']))

health('says nothing in dev before the first run, and only warns after it', () => {
  const dev = shop({ name: 'dev' })
  assert.equal(judged([], {}, dev), [])
  assert.equal(judged([ran(30, ['read', 'drill'])], {}, dev).map((text) => text.split(' ')[0]), ['good', 'warn'])
})

health('says nothing where nothing is kept', () => assert.equal(judged([], {}, environment()), []))

health.run()
