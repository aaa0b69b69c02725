import { image } from '../docker/image.mts'
import { readImages } from '../docker/images.mts'
import { network } from '../docker/network.mts'
import type { Remains } from '../plan/clean.mts'
import { demand, observeProject } from './docker.mts'

/** Everything of a project that could be in nobody's use any more: what really is, the plan decides. */
export const observeRemains = async (project: string): Promise<Remains> => {
  const [containers, networks, replaced, names] = await Promise.all([observeProject(project), demand(network.ofProject(project)), demand(image.replaced(project)), demand(image.tagged(project))])
  const ids = replaced.split('\n').filter((id) => id !== '')
  return {
    containers,
    networks: networks.split('\n').filter((row) => row !== '').map((row) => { const [id = '', name = ''] = row.split('\t'); return { id, name } }),
    names: names.split('\n').filter((name) => name !== ''),
    images: ids.length === 0 ? [] : readImages(await demand(image.inspect(ids))),
  }
}
