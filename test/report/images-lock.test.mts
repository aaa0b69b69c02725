import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LockSeen } from '../../scripts/images/lock.mts'
import { lockReport } from '../../scripts/report/images-lock.mts'

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string]
const base = (name: string) => ({ name, asked: name, owners: ['api'] })
const seen: LockSeen = {
  text: `golang:1.27@${one}\nnode:22@${one}\nnode:24@${one}\npython:3.14@${one}\n`, isWhole: true,
  bases: [
    { ...base('nginx:1.30'), answer: { digest: two } }, { ...base('node:24'), answer: { digest: two } }, { ...base('python:3.14'), answer: { digest: one } },
    { ...base('golang:1.27'), answer: { unanswered: 'no such host' } }, { ...base('debian:trixie'), answer: { unpinnable: 'localhost/debian stands for it, which is on this machine only' } },
  ],
}

const test = suite('report: images.lock')

test('every image with its digest before and now, and why one could not be asked', () => {
  const { text, exit } = lockReport(seen)
  assert.is(text, `
image          before        now
debian:trixie  not pinned    not pinned
golang:1.27    111111111111  the same
nginx:1.30     not pinned    222222222222
node:22        111111111111  nothing uses it
node:24        111111111111  222222222222
python:3.14    111111111111  the same
debian:trixie cannot be pinned: localhost/debian stands for it, which is on this machine only.
golang:1.27 could not be asked: no such host. Its pin stays.
`.trim())
  assert.is(exit, 1)
})
test('whole digests are for programs', () => {
  const { images } = lockReport(seen).result as { readonly images: readonly unknown[] }
  assert.equal(images[4], { image: 'node:24', services: ['api'], before: one, after: two, changed: true, why: null })
})
test('where all is as it was that is said, and nothing failed', () => {
  const { text, exit } = lockReport({ text: `node:24@${one}`, isWhole: true, bases: [{ ...base('node:24'), answer: { digest: one } }] })
  assert.equal([text.split('\n').at(-1), exit], ['images.lock stays as it is.', undefined])
  assert.is(lockReport({ text: undefined, isWhole: true, bases: [] }).text, 'No rendered Dockerfile stands on a base image.')
})

test.run()
