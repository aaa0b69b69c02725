import { scanners } from '../../alpine/cves.mts'
import type { Tools } from '../../supply/steps.mts'
import { findPrograms } from '../programs.mts'

/** Finds the programs that look images through and sign them; of COSIGN_KEY no more is kept than where the key is. */
export const observeTools = async (key: string | undefined = process.env['COSIGN_KEY']): Promise<Tools> => {
  const programs = await findPrograms(new Set([...scanners, 'cosign']))
  const hasCosign = programs('cosign').length > 0
  return { scanner: scanners.find((name) => programs(name).length > 0), cosign: hasCosign ? keyOf(key) : undefined }
}

const keyOf = (key: string | undefined): NonNullable<Tools['cosign']> => {
  if (key === undefined || key.trim() === '') return { key: 'none' }
  return key.includes('-----BEGIN') ? { key: 'text' } : { key: 'place', place: key }
}
