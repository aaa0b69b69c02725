import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Container } from '../../scripts/docker/observed.mts'
import type { Keeping } from '../../scripts/kinds/keeping.mts'
import type { StackSeen } from '../../scripts/plan/bring-up.mts'
import { idleServers, needsRescue, rescueSteps, restSteps, type Rescue } from '../../scripts/plan/clean-backup.mts'
import type { Judged } from '../../scripts/plan/clean-volumes.mts'
import { explain } from '../../scripts/plan/explain.mts'
import { checkPlan } from '../../scripts/plan/order.mts'
import type { Outcome, Step } from '../../scripts/plan/step.mts'
import { cleanReport, volumesReport } from '../../scripts/report/clean.mts'
import { backupSettings, environment, workload } from '../targets/workload.mts'

const clean = suite('plan: a backup before volumes go')

const keeps = { of: 'postgres', format: 'sql' } as Keeping
const mount = (name: string, changes = {}) => ({ type: 'volume' as const, name, path: `/${name}`, readOnly: false, cache: false, ...changes })
const shop = environment({ workloads: [
  workload({ name: 'db', keeps, mounts: [mount('db-data', { isSeeded: true })] }),
  workload({ name: 'api', mounts: [mount('files')], needs: [{ service: 'db', until: 'ready' }] }),
] })
const run = '20261122T091503Z-3f9a'
const now = new Date('2026-11-22T09:15:03Z')
const container = (service: string, state: Container['state'] = 'running') => ({ name: `shop-prod-${service}-1`, service, state }) as Container
const stack: StackSeen = {
  prepared: { example: undefined, secrets: [], secretsMode: 0o700, folders: new Set(), envFiles: {} }, renderings: [], containers: [], images: new Set(), revisions: new Map(), volumes: new Set(), pairs: undefined,
}
const judged = (short: string, verdict: Judged['verdict'], keeper?: string, users: readonly string[] = []): Judged =>
  ({ name: `shop-prod_${short}`, users, verdict, why: keeper === undefined ? 'a fresh backup holds it' : `${keeper} is backed up first`, ...keeper === undefined ? {} : { keeper } })
const [data, files, safe] = [judged('db-data', 'due', 'db'), judged('files', 'due', 'api'), judged('files', 'safe')]
const steps = (volumes: readonly Judged[], rescue: Partial<Rescue> = {}, from = shop) => rescueSteps(from, { volumes, leftovers: [] }, { run, now, containers: [], ...rescue })
const text = (...given: Parameters<typeof steps>) => explain(checkPlan(steps(...given))).split('\n')

const backUp = `back up db into backups/prod/${run}  # what is in shop-prod_db-data can be had back`
const ensure = `make sure that backups/prod/${run} is verified and holds shop-prod_db-data  # nothing goes before`
const tell = 'write backups/prod/status.json  # health, monitoring and people are to know what came of it'
const down = 'docker compose --project-name shop-prod --profile \'*\' down --remove-orphans  # its volumes can go only then (interrupts service)'
const dataGoes = 'docker volume rm shop-prod_db-data  # volume shop-prod_db-data: db is backed up first (can lose data)'
const filesGo = 'docker volume rm shop-prod_files  # volume shop-prod_files: a fresh backup holds it (can lose data)'

clean('of a server that runs: a backup, and only when that is verified all else', () => {
  assert.equal(text([data, safe], { containers: [container('db'), container('api')] }), [backUp, ensure, tell, down, dataGoes, filesGo])
  const after = Object.fromEntries(steps([data, safe], { containers: [container('db')] }).map(({ id, after: before }) => [id, before.join(' ')]))
  assert.equal(after, { take: '', ensure: 'take', tell: 'ensure', down: 'ensure', 'remove volume shop-prod_db-data': 'down', 'remove volume shop-prod_files': 'down' })
})

clean('a server that does not run is started for it, alone, and put to rest again whatever comes of it', () => {
  assert.equal(idleServers(shop, [data, files], [container('db', 'exited')]).services, ['db'])
  const containers = [container('db', 'exited')]
  assert.equal(text([data], { containers, stack }), [
    'docker compose --file compose/prod/compose.yaml up --no-start --no-deps db  # containers, networks and volumes as the file says; changed ones anew',
    'wait for db  # each is started when what it needs is ready',
    backUp, ensure, tell, 'docker compose --project-name shop-prod stop db  # started for the backup only', down, dataGoes,
  ])
  const [rest] = steps([data], { containers, stack }).filter(({ id }) => id === 'rest')
  assert.equal([rest?.regardless, rest?.after], [true, ['ensure']])
  assert.equal(restSteps(shop, [data], { run, now, containers, stack }, []).map(({ id, after }) => [id, ...after]), [['rest']])
})

clean('files are copied without anybody running', () => {
  assert.equal(idleServers(shop, [files], []).services, [])
  assert.is(steps([files]).some(({ do: what }) => what === 'wait'), false)
})

clean('where fresh backups hold everything, none is taken; what has the volumes is stopped', () => {
  const used = judged('wheels', 'safe', undefined, ['shop-prod-api-1'])
  assert.equal([needsRescue([safe]), needsRescue([used]), needsRescue([data]), needsRescue([judged('files', 'used', undefined, ['stranger'])])], [false, true, true, false])
  assert.equal(steps([used]).map(({ id }) => id), ['down', 'remove volume shop-prod_wheels'])
})

clean('the backup is copied elsewhere before that is told', () => {
  const copied = { ...shop, backups: backupSettings({ offsite: [{ to: 'store:shop', by: 'rclone' }] }) }
  assert.equal(steps([data], { containers: [container('db')] }, copied).filter(({ id }) => id === 'copy' || id === 'tell').map(({ id, after }) => [id, ...after]), [['copy', 'ensure'], ['tell', 'ensure', 'copy']])
})

const outcomes = (states: Readonly<Record<string, Outcome['state']>>): readonly Outcome[] =>
  steps([data, safe], { containers: [container('db')] }).map((step: Step) => ({ step, state: states[step.id] ?? 'done', message: '' }))
const told = (states: Readonly<Record<string, Outcome['state']>> = {}) => volumesReport(shop, [data, safe], now.getTime(), cleanReport(shop, [], []), outcomes(states))

clean('the report says which run holds what is gone', () => {
  const { text: said, exit, result } = told()
  assert.equal([exit, result.run, said.split('\n')], [undefined, run, [
    'volume             size  age  backup',
    'shop-prod_db-data     -    -     0 s  removed',
    'shop-prod_files       -    -       -  removed',
    'Nothing of shop-prod is left over.',
    `backups/prod/${run} holds what was in them: \`make up ENV=prod\`, then \`make restore ENV=prod\` put it back.`,
  ]])
})

clean('and that nothing went, where the backup was not whole', () => {
  const { text: said, result } = told({ ensure: 'failed', tell: 'skipped', down: 'skipped', 'remove volume shop-prod_db-data': 'skipped', 'remove volume shop-prod_files': 'skipped' })
  assert.equal([result.run, said.split('\n').slice(1)], [undefined, [
    'shop-prod_db-data     -    -       -  stays: not removed', 'shop-prod_files       -    -       -  stays: not removed', 'Nothing was removed: no verified backup holds it.',
  ]])
})

clean.run()
