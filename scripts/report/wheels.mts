import type { Outcome } from '../plan/step.mts'
import { bytes } from './amount.mts'
import { table } from './table.mts'

type Collected = { readonly services: readonly string[]; readonly platform: string; readonly python: string; readonly wheels: number; readonly built: readonly string[]; readonly bytes: number }
type Collection = { readonly services: readonly Collected[]; readonly files: number; readonly bytes: number }
type Checked = { readonly service: string; readonly platform: string; readonly complete: boolean; readonly why: string }
type Bundled = { readonly file: string; readonly bytes: number; readonly images: readonly string[]; readonly wheels: number }
type Pruned = { readonly paths: readonly string[]; readonly bytes: number }

/** What a run had before it: how many services were asked about, and which of them name nothing that they need. */
export type Before = { readonly services: readonly string[]; readonly without: readonly string[] }

const dataOf = <T,>(outcomes: readonly Outcome[], act: string): T | undefined =>
  outcomes.find(({ step, data }) => step.do === 'wheels' && step.act === act && data !== undefined)?.data as T | undefined

/** What was collected, checked, packed or removed. */
export const wheelsReport = ({ services, without }: Before, outcomes: readonly Outcome[]) => {
  const collection = dataOf<Collection>(outcomes, 'collect')
  const checked = dataOf<readonly Checked[]>(outcomes, 'check')
  const bundled = dataOf<Bundled>(outcomes, 'bundle')
  const removed = dataOf<Pruned>(outcomes, 'prune')
  const text = [
    ...collection ? collectionRows(collection) : [],
    ...checked?.some(({ complete }) => complete) ? [`Complete: ${checked.filter(({ complete }) => complete).map(({ service }) => service).join(', ')}.`] : [],
    ...bundled ? bundleRows(bundled) : [],
    ...removed ? [`Removed ${removed.paths.length} ${removed.paths.length === 1 ? 'path' : 'paths'}, ${bytes(removed.bytes)}.`] : [],
    ...outcomes.length === 0 ? [services.length === 0 ? 'No service here is a Python program with requirements.' : `The wheels of ${services.join(', ')} are there.`] : [],
    ...without.length > 0 ? [`Without requirements: ${without.join(', ')}.`] : [],
  ]
  return { text: text.join('\n'), result: { services, without, ...collection ? { collected: collection } : {}, ...checked ? { checked } : {}, ...bundled ? { bundle: bundled } : {}, ...removed ? { removed } : {} } }
}

const collectionRows = ({ services, files, bytes: fetched }: Collection): readonly string[] => {
  if (services.length === 0) return []
  const rows = services.map((one) => [one.services.join(', '), one.python === '' ? 'needs nothing' : `Python ${one.python}`, one.platform, `${one.wheels} ${one.wheels === 1 ? 'wheel' : 'wheels'}`, bytes(one.bytes), one.built.length > 0 ? `built here: ${one.built.join(', ')}` : ''])
  return [table(rows, { right: [3, 4] }), `Fetched ${files} ${files === 1 ? 'file' : 'files'}, ${bytes(fetched)}.`]
}

const bundleRows = ({ file, bytes: size, images, wheels }: Bundled): readonly string[] => [
  `${file}: ${wheels} wheels and ${images.join(', ')}, ${bytes(size)}.`,
  `There, in the folder of the stack: docker load --input ${file} && tar --extract --file ${file} wheels`,
  'Then: make download-wheels ARGS=\'--check --offline\'',
]
