import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { root, run } from '../../support/run.mts'
import { docker, type Stack } from './stack.mts'

/** How an image is built, as compose reads it. */
export type Built = { readonly context: string; readonly dockerfile: string; readonly target: string; readonly additional_contexts?: Readonly<Record<string, string>> }

/** Renders an environment so that it is built from the images that stand in for public ones. */
export const renderMapped = async (stack: Stack, environment = 'prod'): Promise<void> => {
  const { code, stderr } = await stack.gantry('render', '--env', environment, '--images', process.env['GANTRY_IMAGES'] ?? join(root, 'test/engine/images.yaml'))
  assert.is(code, 0, stderr)
}

/** How each service of a rendered environment is built. */
export const buildsOf = async ({ folder }: Stack, environment = 'prod'): Promise<Readonly<Record<string, Built>>> => {
  const { services } = JSON.parse(await docker('compose', '--file', join(folder, `.gantry/${environment}/compose/compose.yaml`), 'config', '--format', 'json')) as { services: Record<string, { build?: Built }> }
  return Object.fromEntries(Object.entries(services).flatMap(([name, { build }]) => build ? [[name, build]] : []))
}

/** The words of `docker build` for it. */
export const buildWords = ({ context, dockerfile, target, additional_contexts = {} }: Built): readonly string[] =>
  ['--file', join(context, dockerfile), '--target', target, ...Object.entries(additional_contexts).flatMap(([name, value]) => ['--build-context', `${name}=${value}`]), context]

/** Builds the image of a service by hand under a name. */
export const buildImage = async (stack: Stack, service: string, name: string, ...words: readonly string[]): Promise<void> => {
  const build = (await buildsOf(stack))[service]
  if (!build) throw new Error(`${service} is not built`)
  const { code, stderr } = await run(['docker', 'build', '--tag', name, ...words, ...buildWords(build)], { timeout: 180_000 })
  assert.is(code, 0, stderr)
}

/** Digests of the layers of an image, the lowest first. */
export const layersOf = async (image: string): Promise<readonly string[]> => JSON.parse(await docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', image)) as string[]

/** Every path in an image. */
export const pathsIn = async (image: string): Promise<readonly string[]> => {
  const id = await docker('create', image, 'nothing')
  try {
    return (await run(['sh', '-c', 'docker export "$0" | tar --list', id])).stdout.split('\n').filter((path) => path !== '')
  } finally {
    await docker('rm', id)
  }
}

const compilers = /^(?:.*\/)?\.?bin\/(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|make|cmake|rustc|cargo|go|tsc)(?:-\d+)?$/
const caches = /^(?:.*\/)?\.(?:cache|npm)\/.|^var\/cache\/(?:pip|node|go-build|apk)\/.|^var\/cache\/apt\/(?:archives\/[^/]+\.deb|.*\.bin)$|^var\/lib\/apt\/lists\/.*_|^go\/pkg\//

/** What an image has that only its build needed: compilers, and caches of package managers. */
export const leftInside = async (image: string): Promise<readonly string[]> => (await pathsIn(image)).filter((path) => compilers.test(path) || caches.test(path))
