import { join } from 'node:path'
import { checkWords, runPython } from '../../wheels/container.mts'
import type { CheckJob, WheelEffect } from '../../wheels/effect.mts'
import { checkTrouble } from '../../wheels/pip-words.mts'
import type { Trouble } from '../../wheels/trouble.mts'
import { isFailure } from '../failure.mts'
import type { Done, Means } from '../performers.mts'
import { lines } from '../processes.mts'
import { provideImage } from './images.mts'
import { pool } from '../pool.mts'
import { containerUser } from './user.mts'

/** What was found of one service. */
export type Checked = { readonly service: string; readonly platform: string; readonly complete: boolean; readonly why: string }

/** Has pip install each view for show, in the image it is for and without a network. */
export const check = async ({ jobs, native, together }: Extract<WheelEffect, { act: 'check' }>, house: string, means: Means): Promise<Done> => {
  const all = jobs.flatMap((job) => job.services.map((service) => ({ ...job, service })))
  const found = await pool(together, all, async (job) => ({ job, trouble: await lookAt(job, { house, native, means }) }))
  const bad = found.filter(({ trouble }) => trouble !== undefined)
  const data: readonly Checked[] = found.map(({ job: { service, platform }, trouble }) => ({ service, platform, complete: trouble === undefined, why: trouble?.message ?? '' }))
  if (bad.length === 0) return { ok: true, message: '', data }
  return { ok: false, message: bad.map(({ job, trouble }) => `${job.service}: ${trouble?.message ?? ''}`).join('\n'), hint: [...new Set(bad.map(({ trouble }) => trouble?.hint ?? ''))].filter((hint) => hint !== '').join('\n'), data }
}

type Place = { readonly house: string; readonly native: string; readonly means: Means }

const lookAt = async ({ service, platform, image, why, isEmpty }: CheckJob & { readonly service: string }, { house, native, means: { progress } }: Place): Promise<Trouble | undefined> => {
  if (why !== undefined) return { message: why, hint: '`make download-wheels` collects what is missing' }
  if (isEmpty) return undefined
  const end = progress.begin(`wheels of ${service} in ${image}`)
  const foreign = platform === native ? undefined : platform
  try {
    await provideImage(image, foreign, true, progress.say)
    const argv = runPython({ image, platform: foreign, user: await containerUser(), network: 'none', mounts: [{ source: join(house, service), target: '/wheels' }], variables: { HOME: '/tmp', PIP_BREAK_SYSTEM_PACKAGES: '1', PIP_CONFIG_FILE: '/dev/null' } }, checkWords)
    const { code, stderr } = await lines(argv, () => {})
    const trouble = code === 0 ? undefined : checkTrouble(stderr)
    end(trouble ? 'failed' : 'done')
    return trouble
  } catch (error) {
    end('failed')
    if (!isFailure(error)) throw error
    return { message: error.message, hint: error.hint }
  }
}
