import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerWith } from '../test/engine/support/docker-with.mts'
import { serveIndex } from '../test/support/index-server.mts'
import { source, wheel, type Offered } from '../test/support/python-packages.mts'
import { interleaved, median, type Figure, type Goal } from './goal.mts'
import { root, run } from './processes.mts'

const latency = 50
const rounds = 2

/** Packages of a service by its tier, from as few as a small web framework has to what a stack for learning has; some come as source only. */
const tiers = { core: { wheels: 8, sources: 0 }, data: { wheels: 16, sources: 1 }, ai: { wheels: 24, sources: 2 }, heavy: { wheels: 40, sources: 3 } } as const

const packagesOf = (tier: keyof typeof tiers): readonly Offered[] => [
  ...Array.from({ length: tiers[tier].wheels }, (_, at) => wheel({ name: `${tier}-part${at}`, version: '1.0', size: 50_000 })),
  ...Array.from({ length: tiers[tier].sources }, (_, at) => source({ name: `${tier}-source${at}`, version: '1.0' })),
]
const names = Object.keys(tiers) as (keyof typeof tiers)[]
const stackFile = (stack: string): string => `name: ${stack}\ntiers: { ${names.map((name) => `${name}: {}`).join(', ')} }\nservices:\n${names.map((name) => `  ${name}: { kind: python-worker, tier: ${name}, build: ./${name}, command: python main.py }\n`).join('')}environments: { prod: {} }\n`

type Built = { readonly result: { readonly images: readonly { readonly service: string; readonly ms: number }[] } }

/** How much sooner an image is there when its packages are; each tier against the same without wheels. */
export const goal: Goal = {
  name: `builds from wheels against builds from an index that answers after ${latency} ms`,
  needsEngine: true,
  measure: async () => {
    const index = await serveIndex(names.flatMap(packagesOf))
    index.knobs.latency = latency
    const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
    const stage = async (is: 'with' | 'without', network: 'none' | 'host') => {
      const [own, env] = [join(folder, is), { PATH: await dockerWith(folder, '--network', network) }]
      await layOut(own, `goal-wheels-${is}`, index.url)
      return async (): Promise<readonly number[]> => {
        const { result } = JSON.parse(await run(['node', join(root, 'scripts/build.mts'), '--stack', own, '--env', 'prod', '--no-cache', '--jobs', '1', '--json', '--secret', `pip.conf=${join(own, 'pip.conf')}`], { env })) as Built
        return names.map((tier) => result.images.find(({ service }) => service === tier)?.ms ?? 0)
      }
    }
    try {
      // Wheels take no network at all; the index is on loopback.
      const [withWheels, without] = [await stage('with', 'none'), await stage('without', 'host')]
      await run(['node', join(root, 'scripts/download-wheels.mts'), '--stack', join(folder, 'with'), '--env', 'prod', '--index', index.url])
      const times = { withWheels: [] as (readonly number[])[], without: [] as (readonly number[])[] }
      await interleaved(rounds, { without: async () => times.without.push(await without()), withWheels: async () => times.withWheels.push(await withWheels()) })
      return names.map((tier, at): Figure => {
        const [slow, fast] = [times.without, times.withWheels].map((all) => median(all.map((each) => each[at] ?? 0))) as [number, number]
        const { wheels, sources } = tiers[tier]
        return { what: `${tier}, ${wheels} packages and ${sources} more as source`, measured: slow / fast, limit: 1, unit: ' ×', atLeast: true, detail: `${(slow / 1000).toFixed(1)} s / ${(fast / 1000).toFixed(1)} s without a network, means of ${rounds}` }
      })
    } finally {
      await index.close()
      await rm(folder, { recursive: true, force: true })
      await run(['docker', 'image', 'rm', '--force', ...['with', 'without'].flatMap((is) => names.map((name) => `goal-wheels-${is}/${name}:prod`))])
    }
  },
}

const layOut = async (folder: string, stack: string, url: string): Promise<void> => {
  await mkdir(folder)
  await writeFile(join(folder, 'stack.yaml'), stackFile(stack))
  await writeFile(join(folder, 'pip.conf'), `[global]\nindex-url = ${url}\n`)
  for (const name of names) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'main.py'), 'print("well")\n')
    await writeFile(join(folder, name, 'requirements.txt'), packagesOf(name).map(({ project }) => `${project}==1.0\n`).join(''))
  }
}
