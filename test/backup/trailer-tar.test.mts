import { execFileSync } from 'node:child_process'
import { link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tarTrailer } from '../../scripts/backup/trailer-tar.mts'
import { withTemp } from '../support/temp.mts'
import { fed, sizes } from './fed.mts'

type Entry = { readonly path: string; readonly type?: string; readonly link?: string; readonly data?: string; readonly size?: number }

const header = ({ path, type = '0', link: to = '', data = '', size = Buffer.byteLength(data) }: Entry): Buffer => {
  const block = Buffer.alloc(512)
  block.write(path, 0, 100, 'utf8')
  block.write('0000644\0' + '0000000\0'.repeat(2), 100, 'latin1')
  block.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        ${type}`, 124, 'latin1')
  block.write(to, 157, 100, 'utf8')
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}
const padded = (data: string): Buffer => Buffer.concat([Buffer.from(data), Buffer.alloc((512 - Buffer.byteLength(data) % 512) % 512)])
const tar = (...entries: readonly Entry[]): Buffer => Buffer.concat([...entries.flatMap((entry) => [header(entry), padded(entry.data ?? '')]), Buffer.alloc(1024)])
const trouble = (...entries: readonly Entry[]): string => fed(tarTrailer, tar(...entries)) ?? ''
const pax = (key: string, value: string): Entry => {
  const rest = ` ${key}=${value}\n`
  const length = rest.length + String(rest.length + 2).length
  return { path: 'pax', type: 'x', data: `${length}${rest}` }
}

const whole = suite('backup: end of a tar')

const real = (...options: readonly string[]): Promise<Buffer> => withTemp(async (folder) => {
  await mkdir(join(folder, 'data', `${'long '.repeat(30)}`, 'x'.repeat(120)), { recursive: true })
  for (const [name, text] of [['a', 'x'.repeat(100_000)], ['ümlaut \n "quoted"', 'y'], [`${'long '.repeat(30)}/${'x'.repeat(120)}/deep`, '']] as const) await writeFile(join(folder, 'data', name), text)
  await symlink('/etc/passwd', join(folder, 'data', 'link'))
  await symlink(`../${'far/'.repeat(40)}away`, join(folder, 'data', 'far'))
  await link(join(folder, 'data', 'a'), join(folder, 'data', 'same'))
  return execFileSync('tar', ['-C', join(folder, 'data'), '-cf', '-', ...options, '.'])
})

whole('what GNU tar writes, in each of its formats and in pieces of any size', async () => {
  for (const format of ['gnu', 'posix', 'oldgnu']) {
    const bytes = await real(`--format=${format}`)
    for (const size of sizes) assert.is(fed(tarTrailer, bytes, size), undefined, `${format}, ${size}`)
  }
})

whole('an empty one', () => assert.is(trouble(), ''))

whole('one that was cut short, wherever', async () => {
  const bytes = await real()
  const end = bytes.length - 10_240
  for (const at of [1, 511, 512, 513, 5000, 50_000, Math.max(end, 600)]) assert.ok(fed(tarTrailer, bytes.subarray(0, at)), `after ${at} of ${bytes.length}`)
  assert.match(fed(tarTrailer, tar({ path: 'a', data: 'x' }).subarray(0, -512)) ?? '', 'two blocks of zeros')
})

whole('a header that is damaged, and something behind the end', () => {
  const bytes = tar({ path: 'a', data: 'x' })
  for (const at of [0, 50, 130, 150, 160, 260]) assert.ok(fed(tarTrailer, Buffer.concat([bytes.subarray(0, at), Buffer.of((bytes[at] ?? 0) ^ 1), bytes.subarray(at + 1)])), `byte ${at}`)
  assert.match(fed(tarTrailer, Buffer.concat([tar(), tar({ path: '../x' })])) ?? '', 'follows after its end')
  assert.match(fed(tarTrailer, Buffer.concat([Buffer.alloc(512), tar({ path: 'x' })])) ?? '', 'in the middle')
})

whole('nothing, and something else', () => {
  assert.is(fed(tarTrailer, Buffer.of()), 'it is empty')
  assert.match(fed(tarTrailer, Buffer.from('tar: .: Cannot open: Permission denied\n'.repeat(50))) ?? '', 'header in it is damaged')
})

whole.run()

// ---

const paths = suite('backup: nothing of a tar lies elsewhere')

paths('ordinary entries', () => {
  assert.is(trouble({ path: './', type: '5' }, { path: './a', data: 'x' }, { path: 'dots..in/..name', data: 'x' }, { path: 'pipe', type: '6' }, { path: 'link', type: '2', link: '../../etc/passwd' }, { path: 'same', type: '1', link: './a' }), '')
})

paths('paths that lead out', () => {
  for (const path of ['/etc/passwd', '../x', 'a/../../x', 'a/..', '..', './../x']) assert.match(trouble({ path, data: 'x' }), 'lies outside', path)
})

paths('paths that lead out in a note before the entry', () => {
  assert.match(trouble({ path: '././@LongLink', type: 'L', data: '../../x\0' }, { path: 'harmless' }), 'lies outside')
  assert.match(trouble(pax('path', '/etc/passwd'), { path: 'harmless' }), 'lies outside')
  assert.match(trouble({ ...pax('path', 'x'), type: 'g' }, { path: 'harmless' }), 'hides where')
  assert.match(trouble(pax('GNU.sparse.name', '../x'), { path: 'harmless' }), 'hides where')
})

paths('a symbolic link, then something through it or in its place', () => {
  const link: Entry = { path: 'out', type: '2', link: '/etc' }
  for (const entry of [{ path: 'out/passwd' }, { path: './out//passwd' }, { path: 'out/a/b', type: '5' }, { path: 'out' }, { path: 'out/', type: '5' }, { path: 'out/x', type: '2', link: 'y' }, { path: 'out/x', type: '1', link: 'a' }] satisfies Entry[])
    assert.match(trouble(link, entry), 'through a symbolic link', entry.path)
  assert.is(trouble(link, { path: 'outside', data: 'x' }, { path: 'in/out', data: 'x' }, { ...link, link: '/usr' }), '')
})

paths('hard links that lead out', () => {
  assert.match(trouble({ path: 'x', type: '1', link: '/etc/shadow' }), 'hard link')
  assert.match(trouble({ path: 'x', type: '1', link: '../shadow' }), 'hard link')
  assert.match(trouble({ path: 'out', type: '2', link: '/etc' }, { path: 'x', type: '1', link: 'out/shadow' }), 'through a symbolic link')
  assert.match(trouble({ path: 'out', type: '2', link: '/etc' }, { path: 'other', type: '1', link: 'out' }, { path: 'other/passwd' }), 'through a symbolic link')
})

paths('devices, and types nobody knows', () => {
  assert.match(trouble({ path: 'dev/sda', type: '4' }), '"dev/sda" is a block device')
  assert.match(trouble({ path: 'dev/mem', type: '3' }), 'a character device')
  for (const type of ['S', 'D', 'M', 'V', 'N', '8', 'A']) assert.match(trouble({ path: 'x', type }), 'unknown type', type)
})

paths('a link that says it has bytes: one reader takes for data what is an entry to another', () => {
  assert.match(trouble({ path: 'x', type: '2', link: 'y', size: 512 }), 'says that it has bytes')
  assert.match(trouble(pax('size', '1024'), { path: 'x', type: '1', link: 'y' }), 'says that it has bytes')
})

paths.run()
