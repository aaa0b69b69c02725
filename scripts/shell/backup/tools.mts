import { engine } from '../docker.mts'

/** With what a run was made, for whoever opens it years later. */
export const toolsOf = async (): Promise<Readonly<Record<string, string>>> => {
  const found = await engine()
  return { node: process.versions.node, zstd: process.versions['zstd'] ?? '', ...found.usable ? { docker: found.versions.engine } : {} }
}
