import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { pairFiles, servedFolder } from '../../tls/places.mts'
import type { Environment } from '../../stack/environment.mts'
import type { Expected } from '../../tls/check/observed.mts'
import { askable } from '../../plan/start.mts'
import { fail, failed, mistake } from '../failure.mts'
import type { Place } from './check-exchange.mts'

export type TargetOptions = { readonly url: string | undefined; readonly connect: string | undefined; readonly http: string | undefined }

/** What is to be checked, before anything was asked. */
export type Target = {
  readonly url: string
  readonly name: string
  readonly port: number
  readonly at: Place
  readonly plain: Place | undefined
  readonly routes: readonly { readonly path: string; readonly host?: string }[]
  /** There when an environment is checked: what is expected of it, its files and the command that starts it. */
  readonly expected?: Expected
  readonly files?: { readonly certificate: string; readonly key: string }
}

/** An endpoint by its address. */
export const urlTarget = (text: string, { connect: to, http }: TargetOptions): Target => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.protocol !== 'https:' || url.hostname === '') return fail(mistake(`--url ${text}: it is no address of HTTPS`, 'write --url=https://example.com or --url=https://example.com:8443'))
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') return fail(mistake(`--url ${text}: only a host and a port are checked`, `write --url=${url.origin}`))
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || 443)
  const at = to === undefined ? { address: name, port } : placeOf('--connect', to)
  const plain = http !== undefined ? placeOf('--http', http) : at.port === 443 ? { address: at.address, port: 80 } : undefined
  return { url: url.origin, name, port, at, plain, routes: [] }
}

/** The way in of an environment, by its main name. */
export const environmentTarget = (environment: Environment, { connect: to, http }: TargetOptions, isNative: boolean): Target => {
  const { https, tls, name: env } = environment
  if (!https || !tls) return fail(mistake(`${env} has no HTTPS to check`, `add \`tls:\` to environments.${env} in stack.yaml, or give --url=https://example.com`))
  const name = (tls.names[0] ?? 'localhost').replace(/^\*/, 'www')
  const folder = servedFolder(env)
  return {
    url: `https://${name}${https.port === 443 ? '' : `:${https.port}`}`, name, port: https.port,
    at: to === undefined ? reachable(https) : placeOf('--connect', to),
    plain: http === undefined ? reachable(environment.http) : placeOf('--http', http),
    routes: environment.workloads.flatMap(askable).filter(({ host }) => host === undefined || !host.includes('*')).slice(0, 24),
    expected: {
      environment: env, isDev: env === 'dev', isNative, redirects: tls.redirect, rejects: tls.rejects, answersAcme: tls.from === 'letsencrypt',
      version: environment.proxy.version, openssl: environment.proxy.openssl, headers: environment.proxy.headers,
    },
    files: { certificate: `${folder}/current/${pairFiles.certificate}`, key: `${folder}/current/${pairFiles.key}` },
  }
}

/** What listens everywhere is reached over loopback. */
const reachable = ({ address, port }: Place): Place =>
  ({ port, address: address === '' || address === '0.0.0.0' ? '127.0.0.1' : address.replace(/[[\]]/g, '').replace(/^::$/, '::1') })

const placeOf = (option: string, text: string): Place => {
  const [, bracketed, plain, port = ''] = /^(?:\[([\da-f:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/i.exec(text) ?? []
  const address = bracketed ?? plain
  if (address === undefined || Number(port) < 1 || Number(port) > 65_535) return fail(mistake(`${option} ${text}: it is no address and port`, `write ${option}=127.0.0.1:8443`))
  return { address, port: Number(port) }
}

/** Where a name leads, found by a first connection, so that all that follow go the same way. */
export const reach = async ({ at: { address, port }, expected }: Target, patience: number): Promise<Place> => {
  const start = expected ? `\`make up ENV=${expected.environment}\` starts it` : 'look at the address and the port'
  const trouble: Readonly<Record<string, readonly [string, string]>> = {
    ECONNREFUSED: [`nothing listens at ${address}:${port}`, start],
    ENOTFOUND: [`there is no host ${address}`, 'look at its spelling; --connect=ADDRESS:PORT asks an address without a name'],
    EAI_AGAIN: [`the name ${address} cannot be looked up`, 'is this machine on a network? --connect=ADDRESS:PORT asks an address without a name'],
    ETIMEDOUT: [`no connection to ${address}:${port} in ${patience / 1000} s`, 'is it up, and does a firewall let this machine in?'],
  }
  const refuse = ({ code = '', message }: NodeJS.ErrnoException): never => {
    const [what, wayOut] = trouble[code] ?? [`no connection to ${address}:${port}: ${message}`, start]
    return fail(failed(what, wayOut))
  }
  await lookup(address).catch(refuse)
  return new Promise<Place>((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: patience })
    socket.once('connect', () => { resolve({ address: socket.remoteAddress ?? address, port }); socket.destroy() })
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })))
    socket.once('error', reject)
  }).catch((error: NodeJS.ErrnoException & { readonly errors?: readonly NodeJS.ErrnoException[] }) => refuse(error.errors?.[0] ?? error))
}
