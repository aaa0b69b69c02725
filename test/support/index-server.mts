import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Offered } from './python-packages.mts'

/** What an index may do wrong; changed while it runs. */
export type Knobs = {
  /** Milliseconds before each answer. */
  latency: number
  /** Files whose answers break off in the middle: so many times, or always. */
  truncated: Map<string, number>
  /** Files with other bytes than their hash says. */
  replaced: Set<string>
  /** Files, or `page` for all pages, that never come to an end. */
  silent: Set<string>
  /** Answers every request with this. */
  status: number | undefined
  /** Who may read it: `user:password`. */
  login: string | undefined
  /** Leaves hashes out. */
  hashless: boolean
}

/** An index (PEP 503) of packages that tests make, on loopback. */
export const serveIndex = async (offered: readonly Offered[]) => {
  const knobs: Knobs = { latency: 0, truncated: new Map(), replaced: new Set(), silent: new Set(), status: undefined, login: undefined, hashless: false }
  const requests: string[] = []
  const ranges: (string | undefined)[] = []
  let all = offered
  const server = createServer((request, response) => {
    requests.push(decodeURIComponent(request.url ?? ''))
    ranges.push(request.headers.range)
    setTimeout(() => answer(request, response, all, knobs), knobs.latency)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    knobs, requests, ranges, port,
    url: `http://127.0.0.1:${port}/simple`,
    offer: (more: readonly Offered[]) => { all = [...all, ...more] },
    /** How often each file was asked for. */
    counts: (): Readonly<Record<string, number>> => Object.fromEntries([...Map.groupBy(requests.filter((path) => path.startsWith('/files/')), (path) => path.slice(7))].map(([path, list]) => [path, list.length])),
    close: (): Promise<void> => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

export type IndexServer = Awaited<ReturnType<typeof serveIndex>>

const hash = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

const answer = (request: IncomingMessage, response: ServerResponse, offered: readonly Offered[], knobs: Knobs): void => {
  const [, kind, name = ''] = decodeURIComponent(request.url ?? '').split('/')
  if (knobs.status !== undefined) return void response.writeHead(knobs.status).end()
  if (knobs.login !== undefined && request.headers.authorization !== `Basic ${Buffer.from(knobs.login).toString('base64')}`) return void response.writeHead(401).end()
  if (knobs.silent.has(kind === 'simple' ? 'page' : name)) return
  if (kind === 'simple') return page(response, offered.filter(({ project }) => project === name), knobs)
  const found = offered.find(({ file }) => file === name)
  if (kind !== 'files' || !found) return void response.writeHead(404).end()
  send(request, response, found, knobs)
}

const page = (response: ServerResponse, files: readonly Offered[], { hashless }: Knobs): void => {
  if (files.length === 0) return void response.writeHead(404).end()
  const rows = files.map(({ file, content, python }) => `<a href="../../files/${encodeURIComponent(file)}${hashless ? '' : `#sha256=${hash(content)}`}"${python ? ` data-requires-python="${python.replace('>', '&gt;').replace('<', '&lt;')}"` : ''}>${file}</a><br>`)
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><html><body>${rows.join('\n')}</body></html>`)
}

const send = (request: IncomingMessage, response: ServerResponse, { file, content }: Offered, { truncated, replaced }: Knobs): void => {
  const left = truncated.get(file) ?? 0
  const bytes = replaced.has(file) ? Buffer.concat([content.subarray(0, -1), Buffer.from([1])]) : content
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from })
  if (left === 0) return void response.end(bytes.subarray(from))
  truncated.set(file, left - 1)
  // What was written has to reach the other side before the connection goes.
  response.write(bytes.subarray(from, from + Math.ceil((bytes.length - from) / 2)), () => setTimeout(() => response.destroy(), 20))
}
