import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { interleaved, median, type Goal } from './goal.mts'
import { root, run } from './processes.mts'
import { stageDemo } from './stage.mts'

type Image = { readonly ms: number; readonly steps: readonly { readonly stage: string; readonly text: string; readonly cached: boolean }[] }

/** The image that all programs of the demo share takes longest: it installs packages. */
const heaviest = 'migrate'

const seconds = (times: readonly number[]): string => `${(median(times) / 1000).toFixed(1)} s`

/** After an edit of one line only the source is copied anew. */
export const goal: Goal = {
  name: `rebuild of the demo's heaviest image after an edit of one line`,
  needsEngine: true,
  measure: async () => {
    const stage = await stageDemo('goal-rebuild')
    const build = async (...words: readonly string[]): Promise<Image> => {
      const { result } = JSON.parse(await run(['node', join(root, 'scripts/build.mts'), heaviest, '--stack', stage.folder, '--env', 'prod', '--json', ...words])) as { readonly result: { readonly images: readonly [Image] } }
      return result.images[0]
    }
    const images = { cold: [] as Image[], edited: [] as Image[] }
    // Without a cache the mounts for downloads are empty as well.
    const cold = async () => images.cold.push(await build('--no-cache'))
    const edited = async () => {
      await appendFile(join(stage.folder, 'services/app/src/api.mjs'), '// edited\n')
      images.edited.push(await build())
    }
    try {
      await build()
      const whole = await interleaved(5, { cold, edited })
      const [first, again] = [images.cold.map(({ ms }) => ms), images.edited.map(({ ms }) => ms)]
      const ran = images.edited.flatMap(({ steps }) => steps).filter(({ stage: of, cached }) => !cached && ['base', 'dependencies', 'packages'].includes(of))
      return [
        { what: 'after the edit, of the time of a cold build', measured: 100 * median(again) / median(first), limit: 15, unit: ' %', detail: `${seconds(again)} / ${seconds(first)}, medians of 5; the whole command ${seconds(whole.edited)} / ${seconds(whole.cold)}` },
        { what: 'steps of dependencies that ran after the edit', measured: ran.length, limit: 0, unit: '', detail: ran[0]?.text ?? 'none in 5 builds' },
      ]
    } finally {
      await stage.end()
      await run(['docker', 'image', 'rm', '--force', `goal-rebuild/${heaviest}:prod`])
    }
  },
}
