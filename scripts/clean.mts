import { judgeVolumes, volumeSteps } from './plan/clean-volumes.mts'
import { cleanSteps, leftoversOf } from './plan/clean.mts'
import { cleanReport, volumesReport } from './report/clean.mts'
import { askLine } from './shell/ask.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { nameVolumes } from './shell/name-volumes.mts'
import { refuseOthers } from './shell/refuse-others.mts'
import { observeRemains, observeVolumes } from './shell/remains.mts'

const options = {
  volumes: { type: 'boolean', hint: 'its volumes too, those that a fresh verified backup holds' },
  'without-backup': { type: 'some', value: 'volume', hint: 'volumes that no backup holds: each name is typed, or given here' },
} as const

/** Frees what this stack and environment left behind, and nothing else; volumes only when that is asked for, and a backup holds them. */
export const clean = command({
  name: 'clean',
  group: 'everyday',
  summary: 'free what an environment left behind; volumes only with --volumes and a fresh backup',
  examples: [['make clean', 'stopped containers, unused networks and old images of dev, after asking'], ['make clean ARGS=--dry-run', 'only show them'], ['make clean ARGS=--volumes', 'its volumes as well, with their last backups']],
  options,
  observe: async ({ environment, stackFolder, options: { volumes, 'without-backup': given }, isTerminal, common, now, signal }) => {
    const remains = await observeRemains(environment.project)
    refuseOthers(environment, stackFolder, remains.containers)
    const leftovers = leftoversOf(environment, remains)
    if (!volumes) return { leftovers, volumes: undefined }
    const seen = await observeVolumes(environment, stackFolder, now)
    const alone = judgeVolumes(environment, seen, []).filter(({ verdict }) => verdict === 'alone')
    const question = isTerminal && !common.dryRun ? (text: string) => askLine(text, signal) : undefined
    return { leftovers, volumes: judgeVolumes(environment, seen, await nameVolumes(given, alone, seen.volumes, question)) }
  },
  plan: (_context, { leftovers, volumes }) => {
    if (volumes?.some(({ verdict }) => verdict === 'alone')) return []
    const steps = cleanSteps(leftovers)
    return [...steps, ...volumeSteps(volumes ?? [], steps.map(({ id }) => id))]
  },
  report: ({ environment, now }, { leftovers, volumes }, outcomes) =>
    volumes ? volumesReport(environment, volumes, now.getTime(), cleanReport(environment, leftovers, outcomes), outcomes) : cleanReport(environment, leftovers, outcomes),
})

await autorun(import.meta, clean)
