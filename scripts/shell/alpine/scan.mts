import type { AlpineEffect } from '../../alpine/effect.mts'
import { readCves } from '../../alpine/cves.mts'
import type { ScanFound } from '../../alpine/found.mts'
import { capture } from '../processes.mts'

/** Looks an image through for known weaknesses. */
export const scan = async ({ recipe, variant, by, argv }: Extract<AlpineEffect, { act: 'scan' }>): Promise<ScanFound> => {
  const common = { act: 'scan', recipe, variant } as const
  const { code, stdout, stderr } = await capture(argv)
  const cves = code === 0 ? readCves(by, stdout) : undefined
  return cves ? { ...common, cves } : { ...common, trouble: { message: `${by}: ${stderr.trim().split('\n').at(-1) || `ended with ${code}`}` } }
}
