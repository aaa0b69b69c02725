import { join } from 'node:path'
import { isNative } from '../kinds/native-run.mts'
import { nativeConfig } from '../kinds/nginx-place.mts'
import type { Environment } from '../stack/environment.mts'
import { nativeServer } from '../targets/native-server.mts'
import { compileTemplates } from '../targets/template.mts'
import { readText } from './files.mts'
import { readTemplates } from './templates.mts'

/** Configuration of the servers that run without a container, each in the folder of its own state: what is not there as it should be. */
export const renderNative = async (folder: string, environment: Environment): Promise<readonly { readonly path: string; readonly content: string }[]> => {
  const { ground } = environment
  const served = environment.workloads.filter(isNative).filter(({ native }) => native.serves !== undefined)
  if (!ground || served.length === 0) return []
  const { templates } = compileTemplates(await readTemplates(folder))
  const files = await Promise.all(served.map(async (workload) => {
    const path = nativeConfig(ground, workload.name, workload.native.serves)
    const content = nativeServer(workload, { environment, ground, templates, isRoot: process.getuid?.() === 0 })
    return await readText(join(folder, path)) === content ? [] : [{ path, content }]
  }))
  return files.flat()
}
