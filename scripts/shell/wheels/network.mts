import { readFile } from 'node:fs/promises'
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, get as httpsGet } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { Access } from '../../wheels/address.mts'
import type { PipSettings } from '../../wheels/pip-config.mts'
import type { Refusal } from '../../wheels/trouble.mts'
import { failAt } from '../files.mts'

/** A page or file that did not come, as an error that is a plain value. */
export type Refused = Error & { readonly refusal: Refusal; readonly url: string }

/** Why an address gave nothing. */
export const refused = (url: string, refusal: Refusal): Refused => Object.assign(new Error(refusal.is), { refusal, url })

/** Whether an error is an address that gave nothing. */
export const isRefused = (error: unknown): error is Refused => error instanceof Error && 'refusal' in error

/** Asks one address; the answer's body is still to be read. */
export type Network = {
  readonly get: (access: Access, headers?: Readonly<Record<string, string>>) => Promise<IncomingMessage>
  readonly retries: number
  readonly close: () => void
}

/** The way out to the indexes: through the proxy of the environment, with the certificates of this machine and the user's own. */
export const openNetwork = async (settings: PipSettings, signal: AbortSignal): Promise<Network> => {
  const { certificate, timeout, trusted, retries } = settings
  const ca = certificate === undefined ? [...getCACertificates('default'), ...getCACertificates('system')] : await readFile(certificate, 'utf8').catch((error: unknown) => failAt('read', certificate, error))
  const common = { keepAlive: true, proxyEnv: process.env }
  const agents = { http: new HttpAgent(common), https: new HttpsAgent({ ...common, ca }), careless: new HttpsAgent({ ...common, rejectUnauthorized: false }) }
  const agentFor = ({ protocol, hostname, host }: URL) => protocol === 'http:' ? agents.http : trusted.includes(hostname) || trusted.includes(host) ? agents.careless : agents.https

  const open = (url: URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> => new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? httpGet : httpsGet)(url, { agent: agentFor(url), headers, signal, timeout: timeout * 1000 })
    let answer: IncomingMessage | undefined
    request.on('response', (begun) => resolve(answer = begun))
    request.on('timeout', () => (answer ?? request).destroy(refused(url.href, { is: 'silent', seconds: timeout })))
    request.on('error', (error) => reject(isRefused(error) ? error : refused(url.href, refusalOf(error))))
  })
  const follow = async (access: Access, headers: Readonly<Record<string, string>>, left: number): Promise<IncomingMessage> => {
    const url = new URL(access.url)
    const answer = await open(url, { 'user-agent': 'gantry', ...headers, ...access.authorization ? { authorization: access.authorization } : {} })
    const { statusCode = 0, headers: { location } } = answer
    if (statusCode < 300 || statusCode > 399 || location === undefined || left === 0) return answer
    answer.resume()
    const next = new URL(location, url)
    // A login is for the host it was given for.
    return follow({ url: next.href, ...next.origin === url.origin && access.authorization ? { authorization: access.authorization } : {} }, headers, left - 1)
  }
  return { retries, get: (access, headers = {}) => follow(access, headers, 10), close: () => Object.values(agents).forEach((agent) => agent.destroy()) }
}

/** An error of the network as a reason. */
export const refusalOf = (error: Error & { readonly code?: string }): Refusal => {
  const code = error.code ?? error.message
  return /^(?:ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_SSL|EPROTO)/.test(code) ? { is: 'certificate', what: error.message.split(/[\n;]/)[0] ?? code } : { is: 'unreachable', code }
}

const passes = ({ refusal }: Refused): boolean =>
  ['unreachable', 'silent', 'short', 'broken', 'other-hash'].includes(refusal.is) || refusal.is === 'status' && (refusal.status >= 500 || refusal.status === 429 || refusal.status === 408)

/** Tries again, after longer and longer pauses, what may go well the next time. */
export const persistently = async <T,>(retries: number, act: () => Promise<T>): Promise<T> => {
  for (let turn = 0; ; turn++) {
    try {
      return await act()
    } catch (error) {
      if (!isRefused(error) || !passes(error) || turn >= retries) throw error
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** turn))
    }
  }
}
