// needs: engine
// limit: 120
import { execFileSync } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hook } from '../support/hook.mts'
import { when } from '../support/skip.mts'
import { collectors, inView, machine, stackOf, wheelIndex } from './support/wheels.mts'

const faults = suite('wheels: faults')
const index = await wheelIndex()

faults.before.each(index.reset)
faults.after(hook(index.close))

faults('each service says what is wrong with it, all in one run; those that are well are done', async () => {
  const faulty = await stackOf('t-wheels-faults', {
    well: 'beta\n', later: 'beta==9\n', nowhere: 'alpha\nnothing-like-it\n', foreign: 'mac==1.0\n', conflict: 'delta\nbeta==1.2\n', unbuilt: 'broken\n', uncompiled: 'fast\n', forgery: 'forged\n', short: 'big\n',
    hashed: `alpha==1.0 --hash=sha256:${'0'.repeat(64)}\n`,
  })
  try {
    index.knobs.replaced.add('forged-1.0-py3-none-any.whl')
    index.knobs.truncated.set('big-1.0-py3-none-any.whl', 9)
    const { code, stderr, stdout } = await index.wheels(faulty)
    assert.is(code, 1)
    for (const text of [
      'later: later/requirements.txt:1: no beta==9 on the index (there: 1.0, 1.2)',
      'nowhere: nowhere/requirements.txt:2: nothing-like-it is not on the index',
      `foreign: foreign/requirements.txt:1: mac 1.0 has wheels only for macosx_11_0_arm64, none for CPython 3.14 on Linux ${machine} (glibc), and no source to build one from`,
      'conflict: conflict/requirements.txt:2: these do not go together: asked for here: beta==1.2; delta 1.0 depends on beta<1.1',
      'unbuilt: unbuilt/requirements.txt:1: broken has no wheel for this Python and could not be built from its source\n  │ this cannot be built here',
      'uncompiled: uncompiled/requirements.txt:1: fast has no wheel', 'name what it takes to build it: `packages: { build: [gcc, …] }` of the service',
      `forgery: forged-1.0-py3-none-any.whl from http://127.0.0.1:${index.port} is not what its index says: sha256`,
      `short: big-1.0-py3-none-any.whl came short from http://127.0.0.1:${index.port}:`,
      'hashed: hashed/requirements.txt:1: alpha on the index is not what requirements.txt names: sha256',
    ]) assert.match(stderr, text)
    assert.match(stdout, /^well {2}Python/m)
    assert.equal((await readdir(join(faulty.folder, 'wheels'))).filter((name) => !name.startsWith('.')).sort(), ['files', 'manifest.json', 'well'])
    assert.equal(await readdir(join(faulty.folder, 'wheels', 'files')), ['beta-1.2-py3-none-any.whl'])
    assert.equal(await collectors(), '')
  } finally {
    await faulty.remove()
  }
})

faults('files that cannot be read are the user\'s mistake: with their lines, before anything runs', async () => {
  const wrong = await stackOf('t-wheels-wrong', { api: 'flask = 3\n-e .\n', job: 'beta\n' })
  try {
    const { code, stderr } = await index.wheels(wrong)
    assert.is(code, 2)
    assert.match(stderr, 'api/requirements.txt:1:1: "flask = 3" is no requirement\n    flask = 3\n    ^')
    assert.match(stderr, 'api/requirements.txt:2:1: . is a package of your own')
    assert.equal(index.requests, [])
  } finally {
    await wrong.remove()
  }
})

const mountable = process.getuid?.() === 0 && (() => {
  try {
    return execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }) !== undefined
  } catch {
    return false
  }
})()

when(mountable, 'only root can mount a small disk', faults)('a disk that is full, before or in the container: nothing half-written, and the next run goes on', async () => {
  const small = await stackOf('t-wheels-disk', { api: 'big\n' })
  const disk = join(small.folder, 'wheels')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
  try {
    const { code, stderr } = await index.wheels(small)
    assert.is(code, 1)
    assert.match(stderr, 'the disk is full')
    assert.equal((await readdir(disk)).filter((name) => !name.startsWith('.')), [])
    execFileSync('mount', ['-o', 'remount,size=10m', disk])
    assert.is((await index.wheels(small)).code, 0)
    assert.equal(await inView(small, 'api'), ['big-1.0-py3-none-any.whl'])
  } finally {
    execFileSync('umount', ['--lazy', disk])
    await small.remove()
  }
})

faults.run()
