import type { Service } from '../stack/service.mts'
import { kindOf } from './index.mts'
import type { Workload } from './workload.mts'

/** What the number of threads and workers follows from. */
export type Workbench = { readonly isDev: boolean; readonly isFirstTier: boolean; readonly language: string | undefined; readonly resources: Workload['resources'] }

/** What one worker of a server may be expected to need. */
const workerMemory = 256 * 1024 ** 2

/**
 * Numeric libraries count the processors of the machine, not those of the limit: they are told. A server of the first tier answers many
 * at once and gets a worker for each processor its limits carry; in later tiers one worker has all threads, for a model is loaded once by each.
 */
export const threadVariables = (service: Service, { isDev, isFirstTier, language, resources: { limits } }: Workbench): Readonly<Record<string, string>> => {
  if (language !== 'python') return {}
  const processors = Math.max(1, Math.floor(limits.cpus))
  const isServer = kindOf(service.kind).recipe === 'python-web' && isFirstTier && !isDev && !service.singleton
  const workers = isServer ? Math.max(1, Math.min(processors, Math.floor(limits.memory / workerMemory))) : 1
  // Whoever sets the first means the others too.
  const threads = service.variables.OMP_NUM_THREADS ?? String(Math.max(1, Math.floor(processors / workers)))
  return {
    OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, MKL_NUM_THREADS: threads,
    // Both uvicorn and gunicorn read it.
    ...workers > 1 ? { WEB_CONCURRENCY: String(workers) } : {},
  }
}
