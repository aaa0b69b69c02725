import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../scripts/plan/step.mts'
import { wheelsReport } from '../../scripts/report/wheels.mts'

const before = { services: ['api', 'ai'], without: [] }
const outcome = (act: 'collect' | 'check' | 'bundle' | 'prune', data: unknown): Outcome => ({ step: { id: act, after: [], why: '', do: 'wheels', act } as never, state: 'done', message: '', data })

const report = suite('wheels: what is said at the end')

report('what was collected, and how much of it was fetched', () => assert.is(wheelsReport(before, [outcome('collect', {
  files: 3, bytes: 2_500_000, services: [
    { services: ['api', 'worker'], platform: 'linux/amd64', python: '3.14.8', wheels: 12, built: [], bytes: 1_234_567 },
    { services: ['ai'], platform: 'linux/amd64', python: '3.14.8', wheels: 1, built: ['fast-1.0-cp314-cp314-linux_x86_64.whl'], bytes: 16_200 },
  ],
})]).text, [
  'api, worker  Python 3.14.8  linux/amd64  12 wheels   1.2 MB',
  'ai           Python 3.14.8  linux/amd64    1 wheel  16.2 kB  built here: fast-1.0-cp314-cp314-linux_x86_64.whl',
  'Fetched 3 files, 2.5 MB.'].join('\n')))

report('nothing to do', () => {
  assert.is(wheelsReport(before, []).text, 'The wheels of api, ai are there.')
  assert.is(wheelsReport({ services: [], without: ['api'] }, []).text, 'No service here is a Python program with requirements.\nWithout requirements: api.')
})

report('a check', () => assert.is(wheelsReport(before, [outcome('check', [{ service: 'api', platform: 'linux/amd64', complete: true, why: '' }, { service: 'ai', platform: 'linux/amd64', complete: false, why: 'x' }])]).text, 'Complete: api.'))

report('a bundle, and what to do with it', () => assert.match(wheelsReport(before, [outcome('bundle', { file: 'site.tar', bytes: 140_000_000, images: ['python:3.14-slim'], wheels: 12 })]).text,
  'site.tar: 12 wheels and python:3.14-slim, 140 MB.\nThere, in the folder of the stack: docker load --input site.tar && tar --extract --file site.tar wheels\n'))

report('what was removed', () => assert.is(wheelsReport(before, [outcome('prune', { paths: ['files/old.whl'], bytes: 2_000_000 })]).text, 'Removed 1 path, 2 MB.'))

report.run()
