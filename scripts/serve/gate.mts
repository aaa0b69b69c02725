import type { TlsConfig } from '../targets/serve-config.mts'
import { hostOf, isOneOf } from './host.mts'
import { readTarget } from './path.mts'

/** What has to be known of a request before it is looked at where it leads. */
export type Arriving = { readonly target: string; readonly host?: string | undefined; readonly isSecure: boolean }

/** A request that goes no further: it is to be asked over TLS, or of somebody else. */
export type Stopped = { readonly do: 'redirect'; readonly status: 301; readonly to: string } | { readonly do: 'refuse'; readonly status: 404 | 421 }

/** Where an ACME server looks for answers to its challenges, over plain HTTP. */
const challenges = '/.well-known/acme-challenge/'

/** Whether a request is let in at all, where TLS is spoken; what makes no sense is left to the router. */
export const gateOf = ({ names, addresses, redirect, listen: { port } }: TlsConfig) => {
  const places = [...names, ...addresses]
  return ({ target, host, isSecure }: Arriving): Stopped | undefined => {
    const path = readTarget(target)
    if (!path || !isSecure && !redirect) return undefined
    const asked = hostOf(target, host)
    if (!isOneOf(places, asked)) return { do: 'refuse', status: 421 }
    if (isSecure) return undefined
    if (path.plain.startsWith(challenges)) return { do: 'refuse', status: 404 }
    return { do: 'redirect', status: 301, to: `https://${asked}${port === 443 ? '' : `:${port}`}${path.written || '/'}${path.query}` }
  }
}
