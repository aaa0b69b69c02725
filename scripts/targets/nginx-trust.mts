import { nginxWord } from './nginx-word.mts'
import type { Templates } from './template.mts'

/** Whose word about the client is taken: of proxies in front of this one, and of nobody else. */
export const trustText = (networks: readonly string[], templates: Templates): string | undefined => {
  if (networks.length === 0) return undefined
  const lines = (name: string) => [...new Set(networks)].map((network) => templates.text(name, { network: nginxWord(network) }).trimEnd()).join('\n')
  return templates.text('nginx/trust.conf', { from: lines('nginx/real-ip.conf'), networks: lines('nginx/trusted.conf') }).trimEnd()
}

/** The scheme that the client used, which a trusted proxy may have ended. */
export const schemeVariable = (networks: readonly string[]): string => networks.length === 0 ? '$scheme' : '$client_scheme'
