import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import send from 'send'
import { filesFor, keepingOf } from '../../serve/file.mts'
import type { SiteConfig } from '../../targets/serve-config.mts'
import { refuse } from './answer.mts'
import type { Handlers } from './server.mts'
import type { Visit } from './visit.mts'

/** The files of a folder, as they are at this moment. */
export const siteHandlers = ({ site: { root, fallback } }: SiteConfig): Handlers => ({
  request: (request, response, visit) => {
    const decision = filesFor(request.method ?? '', request.url ?? '', fallback)
    if ('status' in decision) return refuse(response, visit, decision.status)
    void firstFile(root, decision.files).then((file) => file === undefined ? refuse(response, visit, 404) : sendFile(root, file, request, response, visit))
  },
})

const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString()

const firstFile = async (root: string, files: readonly string[]): Promise<string | undefined> => {
  for (const file of files) if (await stat(join(root, textOf(file))).then((found) => found.isFile(), () => false)) return file
  return undefined
}

const sendFile = (root: string, file: string, request: IncomingMessage, response: ServerResponse, visit: Visit): void => {
  response.setHeader('Cache-Control', keepingOf(file))
  send(request, encodeURIComponent(textOf(file)), { root, index: false, dotfiles: 'allow', cacheControl: false })
    .on('stream', (stream: NodeJS.ReadableStream) => stream.on('data', (chunk: Buffer) => { visit.bytes += chunk.length }))
    .on('error', (error: NodeJS.ErrnoException & { status?: number }) => {
      if (!response.headersSent) for (const name of response.getHeaderNames()) if (name !== 'content-range') response.removeHeader(name)
      refuse(response, visit, error.code === 'EACCES' ? 403 : error.status ?? 500)
    })
    .pipe(response)
}
