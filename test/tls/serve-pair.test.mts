import { mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pemCertificates } from '../../scripts/shell/tls/read-certificate.mts'
import { idOf, made, modeOf, root, serve, sh, state, withPairs } from './pairs.mts'

const serving = suite('serving a pair')

serving('puts it into a folder of its own, with `current` leading there, whatever the umask', () => withPairs(async (folder) => {
  for (const umask of [0o000, 0o077]) {
    const before = process.umask(umask)
    await rm(join(folder, 'served'), { recursive: true, force: true })
    assert.equal((await serve(folder, 'a')).ok, true)
    process.umask(before)
    assert.equal(await state(folder), { current: 'a', kept: [] })
    const paths = ['served', `served/${idOf('a')}`, 'served/current/fullchain.pem', 'served/current/privkey.pem'].map((path) => join(folder, path))
    assert.equal(await Promise.all(paths.map(modeOf)), ['755', '755', '444', '400'])
  }
}))

serving('keeps the one before and no other', () => withPairs(async (folder) => {
  const states = []
  for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) {
    assert.ok((await serve(folder, name)).ok)
    states.push(await state(folder))
  }
  assert.equal(states, [{ current: 'a', kept: [] }, { current: 'b', kept: ['a'] }, { current: 'c', kept: ['b'] }, { current: 'c', kept: ['b'] }, { current: 'b', kept: ['c'] }, { current: 'a', kept: ['b'] }])
}))

serving('hands the key over before anybody looks for it, when nobody else may read it', () => withPairs(async (folder) => {
  const before = process.umask(0)
  const hand = sh('stat -c "%a %n" served/new/* > seen; readlink served/current >> seen || echo none >> seen')
  assert.ok((await serve(folder, 'a', { hand })).ok)
  process.umask(before)
  assert.is(await readFile(join(folder, 'seen'), 'utf8'), '444 served/new/fullchain.pem\n400 served/new/privkey.pem\nnone\n')
}))

serving('leaves the old one when the key cannot be handed over', () => withPairs(async (folder) => {
  await serve(folder, 'a')
  const { ok, message } = await serve(folder, 'b', { hand: sh('echo no such image >&2; exit 125') })
  assert.equal([ok, message], [false, `sh -c 'echo no such image >&2; exit 125' ended with 125\n  no such image`])
  assert.equal(await state(folder), { current: 'a', kept: [] })
}))

serving('asks the proxy when it is current, and goes back when that refuses', () => withPairs(async (folder) => {
  await serve(folder, 'a')
  assert.ok((await serve(folder, 'b', { test: sh(`test "$(readlink served/current)" = ${idOf('b')}`) })).ok)
  const { ok, message } = await serve(folder, 'c', { test: sh('echo "[emerg] bad key" >&2; exit 1') })
  assert.is(ok, false)
  assert.match(message, /^it was refused, and the one before it is current again: sh -c .* ended with 1\n  \[emerg\] bad key$/)
  assert.equal(await state(folder), { current: 'b', kept: ['a'] })
}))

serving('has nothing to go back to the first time, and says what a container does that kept a folder which was removed', () => withPairs(async (folder) => {
  const { ok, message, hint } = await serve(folder, 'a', { to: 'ssl/prod/served', test: sh('echo "cannot load certificate \\"x\\": No such file" >&2; exit 1') })
  assert.is(ok, false)
  assert.match(message, /^it was refused: /)
  assert.is(hint, 'its container still holds a folder that was removed: `make restart ENV=prod ARGS=proxy` gives it the new one')
  assert.is(await readlink(join(folder, 'ssl/prod/served/current')), idOf('a'))
}))

serving('gives the same certificate a longer chain, and its old one back when that is refused', () => withPairs(async (folder) => {
  await serve(folder, 'a')
  await serve(folder, 'b')
  const lengthOf = async () => pemCertificates(await readFile(join(folder, 'served/current/fullchain.pem'), 'utf8')).length
  await writeFile(join(folder, 'b/fullchain.pem'), made.b.certificate + root.certificate)
  assert.is((await serve(folder, 'b', { test: sh('exit 1') })).ok, false)
  assert.equal([await state(folder), await lengthOf()], [{ current: 'b', kept: ['a'] }, 1])
  assert.is((await serve(folder, 'b')).ok, true)
  assert.equal([await state(folder), await lengthOf()], [{ current: 'b', kept: ['a'] }, 2])
}))

serving('takes only certificates out of the first file: a key that stands in it is served to nobody', () => withPairs(async (folder) => {
  await writeFile(join(folder, 'a/fullchain.pem'), made.a.key + made.a.certificate)
  await serve(folder, 'a')
  assert.is((await readFile(join(folder, 'served/current/fullchain.pem'), 'utf8')).includes('PRIVATE'), false)
}))

serving('refuses what is no pair, before anything is touched', () => withPairs(async (folder) => {
  assert.equal(await serve(folder, 'a', { key: 'b/privkey.pem' }), { ok: false, message: 'b/privkey.pem is not the key of a/fullchain.pem', hint: 'give the two files that were made together', exit: 2 })
  assert.equal(await serve(folder, 'a', { certificate: 'a/privkey.pem' }), { ok: false, message: 'a/privkey.pem has no certificate in it', exit: 2 })
  assert.match((await serve(folder, 'a', { key: 'a' })).message, /^read .*: a folder stands there$/)
  assert.equal(await readdir(folder), ['a', 'b', 'c'])
}))

serving('at the same time as another: one of them, or one after the other, and never half of each', () => withPairs(async (folder) => {
  await serve(folder, 'c')
  for (let turn = 0; turn < 5; turn++) {
    const outcomes = await Promise.all([serve(folder, 'a'), serve(folder, 'b')])
    const won = outcomes.filter(({ ok }) => ok)
    assert.ok(won.length > 0)
    for (const { ok, exit, message } of outcomes) assert.ok(ok || exit === 75, message)
    const { current } = await state(folder)
    if (won.length === 1) assert.is(current, outcomes[0]?.ok ? 'a' : 'b')
  }
}))

serving('cleans up after a try that was killed', () => withPairs(async (folder) => {
  await serve(folder, 'a')
  await mkdir(join(folder, 'served/new'))
  await writeFile(join(folder, 'served/new/privkey.pem'), 'half')
  await mkdir(join(folder, 'served', idOf('b')))
  await writeFile(join(folder, 'served/current.new'), '')
  assert.ok((await serve(folder, 'b')).ok)
  assert.equal(await state(folder), { current: 'b', kept: ['a'] })
}))

serving('starts anew where `current` leads nowhere', () => withPairs(async (folder) => {
  await serve(folder, 'a')
  await rm(join(folder, 'served', idOf('a')), { recursive: true })
  assert.ok((await serve(folder, 'b')).ok)
  assert.equal(await state(folder), { current: 'b', kept: [] })
}))

serving.run()
