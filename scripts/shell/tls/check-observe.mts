import type { Observed } from '../../tls/check/observed.mts'
import type { Observing } from '../command.mts'
import { fail, mistakes } from '../failure.mts'
import { runningState } from '../native-state.mts'
import { nativeHome } from '../observe-running.mts'
import { observeEndpoint } from './check-endpoint.mts'
import { environmentTarget, urlTarget, type Target, type TargetOptions } from './check-target.mts'

type Options = TargetOptions & { readonly ca: string | undefined }

/** Looks at the endpoint that was asked for; the stack is read only for one of its own. */
export const observeTarget = async ({ options, load, stackFolder, now }: Pick<Observing, 'load' | 'stackFolder' | 'now'> & { readonly options: Options }): Promise<Observed> => {
  const target = options.url === undefined ? await ownTarget(options, load, stackFolder) : urlTarget(options.url, options)
  return observeEndpoint(target, { stackFolder, ca: options.ca, now })
}

const ownTarget = async (options: Options, load: Observing['load'], stackFolder: string): Promise<Target> => {
  const { environments: [environment], problems } = await load()
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (!environment || errors.length > 0) return fail(mistakes(errors))
  const entry = environment.workloads.find(({ isEntry }) => isEntry)
  const running = await runningState(nativeHome(stackFolder, environment))
  return environmentTarget(environment, options, running?.processes.some(({ service }) => service === entry?.name) ?? false)
}
