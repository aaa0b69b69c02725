import { readCves, sumOf } from '../alpine/cves.mts'
import type { Outcome } from '../plan/step.mts'
import { scanId, undone, type SupplyAsked, type SupplyImage, type Tools } from '../supply/steps.mts'
import { table } from './table.mts'

/** What scans and signatures came to, and what was left undone; no number of vulnerabilities fails a build. */
export const supplyReport = (images: readonly SupplyImage[], asked: SupplyAsked, tools: Tools, outcomes: readonly Outcome[]) => {
  const each = images.map((image) => ({ image, scan: scanOf(image, tools, outcomes), sign: image.signature }))
  const counted = each.filter(({ scan }) => scan?.cves)
  const text = [
    ...counted.length === 0 ? [] : [table(counted.map(({ image, scan }) => [image.service, ...counts(scan?.cves)]), { head: [`${tools.scanner} found`, 'critical', 'high', 'medium', 'low'], right: [1, 2, 3, 4] })],
    ...each.flatMap(({ image, scan }) => scan && !scan.cves ? [`${image.service} not scanned: ${scan.trouble}`] : []),
    ...each.flatMap(({ image, sign }) => sign ? [sign.trouble === undefined ? `signed ${image.image}@${image.digest}` : `${image.service} not signed: ${sign.trouble}`] : []),
    ...undone(images, asked, tools),
  ]
  return { text: text.join('\n'), result: { scanner: tools.scanner ?? null, images: each.map(({ image, scan, sign }) => ({ service: image.service, vulnerabilities: scan?.cves ?? null, signed: sign !== undefined && sign.trouble === undefined })), undone: undone(images, asked, tools) } }
}

type Cves = NonNullable<ReturnType<typeof readCves>>

const counts = (cves: Cves | undefined): readonly string[] => cves && sumOf(cves).all > 0 ? [cves.critical, cves.high, cves.medium, cves.low].map(String) : ['none', '', '', '']

const scanOf = ({ service }: SupplyImage, { scanner }: Tools, outcomes: readonly Outcome[]): { readonly cves?: Cves; readonly trouble: string } | undefined => {
  const outcome = outcomes.find(({ step, state }) => step.id === scanId(service) && state !== 'skipped')
  if (!outcome || !scanner) return undefined
  const cves = outcome.state === 'done' ? readCves(scanner, outcome.message) : undefined
  return cves ? { cves, trouble: '' } : { trouble: lastLine(outcome.message) || `${scanner} printed nothing` }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? ''
