import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTurn, takeTurn } from '../../scripts/docker/turn.mts'
import { container } from '../plan/wait-story.mts'

const turns = suite('docker events')

turns('are read', () => assert.equal(
  readTurn('{"status":"die","Type":"container","Action":"die","Actor":{"ID":"aa83","Attributes":{"execDuration":"0","exitCode":"4"}},"scope":"local","time":1795303243,"timeNano":1795303243237176422}'),
  { action: 'die', id: 'aa83', at: 1795303243237, exitCode: 4 }))
turns('that are no JSON are left out', () => assert.is(readTurn('Cannot connect'), undefined))

const after = (text: string, action: string, exitCode?: number, more = {}): string => {
  const [found] = takeTurn([{ ...container(text, 0), ...more }], { action, id: 'db.1', at: 5000, exitCode }) ?? []
  return found ? `${found.state} ${found.health} ${found.exitCode} ${found.startedAt}` : 'look again'
}

turns('change what is known', () => {
  assert.is(after('db created', 'start'), 'running starting 0 5000')
  assert.is(after('db created', 'start', undefined, { hasProbe: false }), 'running none 0 5000')
  assert.is(after('db running starting since 1', 'health_status: healthy'), 'running healthy 0 1000')
  assert.is(after('db running healthy since 1', 'health_status: unhealthy'), 'running unhealthy 0 1000')
  assert.is(after('db running since 1', 'die', 0, { restartPolicy: 'no' }), 'exited none 0 1000')
})
turns('that leave something open ask for another look', () => {
  assert.is(after('db running since 1', 'die', 137, { restartPolicy: 'no' }), 'look again')
  assert.is(after('db running since 1', 'die', 0, { restartPolicy: 'always' }), 'look again')
  assert.is(after('db running since 1', 'pause'), 'look again')
  assert.is(after('db restarting 1 x3', 'start'), 'look again')
})
turns('of a start by hand begin a new count of restarts', () => {
  const [started] = takeTurn([container('db exited 1 x7', 0)], { action: 'start', id: 'db.1', at: 1, exitCode: undefined }) ?? []
  assert.is(started?.restartCount, 0)
})
turns('of a container not seen before ask for another look', () =>
  assert.is(takeTurn([], { action: 'start', id: 'x', at: 1, exitCode: undefined }), undefined))

turns.run()
