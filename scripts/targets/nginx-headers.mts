import { insideQuotes, nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

type Headers = Readonly<Record<string, string>>

const hsts = 'Strict-Transport-Security'

/** Headers as lines: those added, and those hidden because a service's own would stand beside them. */
export const headerLines = (headers: Headers, templates: Templates): { readonly added: string; readonly hidden: string } => ({
  added: Object.entries(headers).map(([name, value]) => templates.text('nginx/add-header.conf', { name, value: name === hsts ? hstsVariable : quoted(value) }).trimEnd()).join('\n'),
  hidden: hiddenLines(headers, 'proxy', templates),
})

/** The headers of every answer; `grpc` says whether services are asked that way too. */
export const headersText = (headers: Headers, { scheme, grpc, templates }: { readonly scheme: string; readonly grpc: boolean; readonly templates: Templates }): string => {
  const { added, hidden } = headerLines(headers, templates)
  const { [hsts]: value } = headers
  return templates.text('nginx/headers.conf', {
    // A browser believes it over TLS only, and nobody else is to be told.
    hsts: value === undefined ? undefined : templates.text('nginx/hsts.conf', { scheme, value: quoted(value) }).trimEnd(),
    added: added || undefined,
    hidden: [hidden, ...grpc ? [hiddenLines(headers, 'grpc', templates)] : []].join('\n'),
  }).trimEnd()
}

const hstsVariable = '$strict_transport_security'

const hiddenLines = (headers: Headers, module: 'proxy' | 'grpc', templates: Templates): string =>
  [...Object.keys(headers), 'X-Powered-By'].map((name) => templates.text('nginx/hide-header.conf', { module, name }).trimEnd()).join('\n')

const quoted = (value: string): string => /^[\w-]+$/.test(value) ? nginxWord(value) : `"${insideQuotes(value)}"`
