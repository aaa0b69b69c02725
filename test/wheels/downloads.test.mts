import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Link } from '../../scripts/wheels/index-page.mts'
import { pipSettings } from '../../scripts/wheels/pip-config.mts'
import { openDownloads } from '../../scripts/shell/wheels/downloads.mts'
import { isRefused, openNetwork } from '../../scripts/shell/wheels/network.mts'
import { openPages } from '../../scripts/shell/wheels/pages.mts'
import { hook } from '../support/hook.mts'
import { serveIndex, type IndexServer } from '../support/index-server.mts'
import { wheel } from '../support/python-packages.mts'
import { withTemp } from '../support/temp.mts'

const big = wheel({ name: 'big', version: '1.0', size: 200_000 })
const sha256 = createHash('sha256').update(big.content).digest('hex')

let index: IndexServer
type Settings = Partial<ReturnType<typeof pipSettings>>
const link = (changes: Partial<Link> = {}): Link => ({ file: big.file, url: `http://127.0.0.1:${index.port}/files/${big.file}`, sha256, ...changes })

/** One run over a folder of downloads, with a little patience and one more try. */
const run = async <T,>(folder: string, act: (run: { readonly get: (changes?: Partial<Link>) => Promise<string>; readonly pages: ReturnType<typeof openPages>; readonly fetched: string[] }) => Promise<T>, settings: Settings = {}): Promise<T> => {
  const network = await openNetwork({ ...pipSettings(), timeout: 0.3, retries: 1, ...settings }, new AbortController().signal)
  const fetched: string[] = []
  const downloads = openDownloads(join(folder, 'downloads'), network, { fetched: (file) => fetched.push(file), show: () => {} }, () => undefined)
  const get = async (changes: Partial<Link> = {}) => join(folder, 'downloads', await downloads.obtain(link(changes), { url: link(changes).url }))
  return act({ get, pages: openPages(network, new Map()), fetched }).finally(() => network.close())
}
const withRun = (act: (run: { readonly get: (changes?: Partial<Link>) => Promise<string>; readonly pages: ReturnType<typeof openPages>; readonly fetched: string[]; readonly folder: string }) => Promise<void>, settings: Settings = {}) =>
  withTemp((folder) => run(folder, (given) => act({ ...given, folder }), settings))

const refusalOf = async (act: Promise<unknown>): Promise<unknown> => act.then(() => 'came', (error: unknown) => isRefused(error) ? error.refusal : error)
const reset = () => { Object.assign(index.knobs, { latency: 0, truncated: new Map(), replaced: new Set(), silent: new Set(), status: undefined, login: undefined, hashless: false }); index.requests.length = 0; index.ranges.length = 0 }

const downloads = suite('wheels: fetching')

downloads.before(hook(async () => { index = await serveIndex([big]) }))
downloads.before.each(reset)
downloads.after(hook(() => index.close()))

downloads('asked for twice at the same time, a file is fetched once', () => withRun(async ({ get, fetched }) => {
  const [one, other] = await Promise.all([get(), get()])
  assert.is(one, other)
  assert.equal(await readFile(one ?? ''), big.content)
  assert.equal(index.requests, [`/files/${big.file}`])
  assert.equal(fetched, [big.file])
}))

downloads('an answer that breaks off goes on where it ended', () => withRun(async ({ get }) => {
  index.knobs.truncated.set(big.file, 1)
  assert.equal(await readFile(await get()), big.content)
  assert.equal(index.ranges, [undefined, `bytes=${Math.ceil(big.content.length / 2)}-`])
}))

downloads('what an earlier run has left goes on as well', () => withTemp(async (folder) => {
  index.knobs.truncated.set(big.file, 1)
  assert.equal(await run(folder, ({ get }) => refusalOf(get()), { retries: 0 }), { is: 'short', got: Math.ceil(big.content.length / 2), size: big.content.length })
  assert.equal(await run(folder, async ({ get }) => readFile(await get())), big.content)
  assert.equal(index.ranges.at(-1), `bytes=${Math.ceil(big.content.length / 2)}-`)
}))

downloads('no file stands under its name before it is whole', () => withRun(async ({ get, folder }) => {
  index.knobs.truncated.set(big.file, 9)
  await refusalOf(get())
  assert.equal(await readdir(join(folder, 'downloads', sha256)), [`${big.file}.part`])
}))

downloads('other bytes than the index says are refused and not kept', () => withRun(async ({ get, folder }) => {
  index.knobs.replaced.add(big.file)
  const refusal = await refusalOf(get()) as { readonly is: string }
  assert.is(refusal.is, 'other-hash')
  assert.equal(await readdir(join(folder, 'downloads', sha256)), [])
}))

downloads('rubbish of an earlier run does no harm', () => withRun(async ({ get, folder }) => {
  await mkdir(join(folder, 'downloads', sha256), { recursive: true })
  await writeFile(join(folder, 'downloads', sha256, `${big.file}.part`), 'rubbish')
  assert.equal(await readFile(await get()), big.content)
}))

downloads('without a hash, a wheel that has no end is refused', () => withRun(async ({ folder, get }) => {
  await writeFile(join(folder, 'half.whl'), big.content.subarray(0, 1000))
  assert.equal(await refusalOf(get({ url: `file://${folder}/half.whl`, file: 'half.whl', sha256: undefined as never })), { is: 'broken' })
}))

downloads('an index that is silent', () => withRun(async ({ get }) => {
  index.knobs.silent.add(big.file)
  assert.equal(await refusalOf(get()), { is: 'silent', seconds: 0.3 })
}, { retries: 0 }))

downloads('an index that asks for a login', () => withRun(async ({ get }) => {
  index.knobs.login = 'me:word'
  assert.equal(await refusalOf(get()), { is: 'status', status: 401 })
}))

downloads('an index that is down', () => withRun(async ({ get }) => assert.equal(await refusalOf(get({ url: 'http://127.0.0.1:1/a.whl' })), { is: 'unreachable', code: 'ECONNREFUSED' }), { retries: 0 }))

downloads('a server in trouble is asked again', () => withRun(async ({ get }) => {
  index.knobs.status = 503
  setTimeout(() => { index.knobs.status = undefined }, 100)
  assert.equal(await readFile(await get()), big.content)
}))

downloads.run()

// ---

const pages = suite('wheels: pages')

pages.before(hook(async () => { index = await serveIndex([big]) }))
pages.before.each(reset)
pages.after(hook(() => index.close()))

pages('a page is asked for once, and a project that is not there is nothing', () => withRun(async ({ pages: from }) => {
  const origin = { is: 'index', url: index.url } as const
  const [one] = await from.offers(origin, 'big') ?? []
  assert.equal(one?.link, { file: big.file, url: `http://127.0.0.1:${index.port}/files/${big.file}`, sha256 })
  await from.offers(origin, 'big')
  assert.is(await from.offers(origin, 'small'), undefined)
  assert.equal(index.requests, ['/simple/big/', '/simple/small/'])
}))

pages('the login of an index goes to its files, and nowhere else', () => withRun(async ({ pages: from }) => {
  index.knobs.login = 'me:p@ss'
  const [offer] = await from.offers({ is: 'index', url: index.url.replace('//', '//me:p%40ss@') }, 'big') ?? []
  assert.is(offer?.access.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  assert.not.match(offer?.access.url ?? '', 'me')
}))

pages('a folder of files on this machine', () => withRun(async ({ pages: from, folder }) => {
  await writeFile(join(folder, big.file), big.content)
  await writeFile(join(folder, 'other-1.0.tar.gz'), '')
  const offers = await from.offers({ is: 'links', url: `file://${folder}` }, 'big') ?? []
  assert.equal(offers.map(({ link }) => link.file), [big.file])
}))

pages.run()
