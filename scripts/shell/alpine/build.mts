import type { AlpineEffect } from '../../alpine/effect.mts'
import type { BuildFound, ImageFound } from '../../alpine/found.mts'
import { labelled } from '../../alpine/steps.mts'
import { current, gist, instructionOf } from '../../build/instruction.mts'
import type { Trace } from '../../build/trace.mts'
import { image as images } from '../../docker/image.mts'
import { seconds } from '../../plan/wait-words.mts'
import { buildOne } from '../build/build-one.mts'
import { demand, readDocker } from '../docker.mts'
import type { Means } from '../performers.mts'

/** Builds an image and looks at it. */
export const build = async ({ recipe, variant, build, base, project }: Extract<AlpineEffect, { act: 'build' }>, { folder, progress }: Pick<Means, 'folder' | 'progress'>): Promise<BuildFound> => {
  const common = { act: 'build', recipe, variant, base } as const
  const what = variant === 'own' ? recipe : `${recipe} on ${variant}`
  const onTrace = (trace: Trace): void => {
    const vertex = current(trace)
    const instruction = vertex && instructionOf(vertex)
    if (instruction) progress.show(`${what}: ${gist(instruction.text)}`)
  }
  progress.say(`building ${what}`)
  const { state, ms, failure } = await buildOne(build, { folder, history: [], onTrace })
  if (state !== 'built') return { ...common, trouble: failure ?? { message: 'the build ended without a word' } }
  progress.say(`built ${what} in ${seconds(ms)}`)
  return { ...common, ...variant === 'own' ? {} : { image: await look(build.image, project) } }
}

type Inspected = { readonly Size: number; readonly RootFS?: { readonly Layers?: readonly string[] } }

const look = async (image: string, project: string): Promise<ImageFound> => {
  const [found] = JSON.parse(await demand(images.inspect([image]))) as readonly Inspected[]
  const asked = await readDocker(labelled(['docker', 'run', '--rm', '--network', 'none', '--pull', 'never', '--entrypoint', '/bin/sh', image, '-c', 'test -e /etc/alpine-release'], project))
  return { size: found?.Size ?? 0, layers: found?.RootFS?.Layers?.length ?? 0, isAlpine: asked.code === 0 }
}
