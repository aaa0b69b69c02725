import { isWithin, readAddress } from './network.mts'

/** Who asks, and over what: as the connection has it, or as proxies in front of ours say. */
export type Client = { readonly address: string; readonly isSecure: boolean }

type Claims = { readonly forwardedFor?: string | undefined; readonly forwardedProto?: string | undefined }

/** Who asks; only what proxies in trusted networks say of it is believed, back to the first address that is in none of them. */
export const clientOf = (trust: readonly string[], { address, isSecure }: Client, { forwardedFor = '', forwardedProto = '' }: Claims): Client => {
  if (!isWithin(trust, address)) return { address, isSecure }
  let client = address
  for (const claimed of forwardedFor.split(',').map(bare).reverse()) {
    if (!isWithin(trust, client) || readAddress(claimed) === undefined) break
    client = claimed
  }
  const [, scheme] = /^(https?)(?:,|$)/i.exec(forwardedProto) ?? []
  return { address: client, isSecure: scheme === undefined ? isSecure : scheme.toLowerCase() === 'https' }
}

/** An address without its port and brackets. */
const bare = (text: string): string => text.trim().replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
