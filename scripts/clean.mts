import { rescueSteps, restSteps } from './plan/clean-backup.mts'
import { judgeVolumes, volumeSteps } from './plan/clean-volumes.mts'
import { cleanSteps, leftoversOf } from './plan/clean.mts'
import { cleanReport, volumesReport } from './report/clean.mts'
import { askLine } from './shell/ask.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { fail, mistake } from './shell/failure.mts'
import { nameVolumes } from './shell/name-volumes.mts'
import { observeRescue } from './shell/observe-rescue.mts'
import { refuseOthers } from './shell/refuse-others.mts'
import { observeRemains, observeVolumes } from './shell/remains.mts'

const options = {
  volumes: { type: 'boolean', hint: 'its volumes too, those that a fresh verified backup holds' },
  backup: { type: 'boolean', hint: 'with --volumes: take that backup first where there is none, then stop the environment' },
  withoutBackup: { type: 'some', value: 'volume', hint: 'volumes that no backup holds: each name is typed, or given here' },
} as const

/** Frees what this stack and environment left behind, and nothing else; volumes only when that is asked for, and a backup holds them. */
export const clean = command({
  name: 'clean',
  group: 'everyday',
  summary: 'free what an environment left behind; volumes only with --volumes and a fresh backup',
  examples: [
    ['make clean', 'stopped containers, unused networks and old images of dev, after asking'], ['make clean ARGS=--dry-run', 'only show them'],
    ['make clean ARGS=--volumes', 'its volumes as well, with their last backups'], ['make clean ARGS=\'--volumes --backup\'', 'all of dev, backed up first'],
  ],
  options,
  observe: async (context) => {
    const { environment, stackFolder, options: { volumes: isAll, backup, withoutBackup }, isTerminal, common, now, signal } = context
    if (!isAll && (backup || withoutBackup)) fail(mistake('--backup and --without-backup are about volumes', 'give --volumes as well'))
    const remains = await observeRemains(environment.project)
    refuseOthers(environment, stackFolder, remains.containers)
    const leftovers = leftoversOf(environment, remains)
    if (!isAll) return { leftovers, volumes: undefined, rescue: undefined }
    const seen = await observeVolumes(environment, stackFolder, now)
    const goes = backup ? { goes: new Set(remains.containers.map(({ name }) => name)) } : {}
    const alone = judgeVolumes(environment, seen, { named: [], ...goes }).filter(({ verdict }) => verdict === 'alone')
    const question = isTerminal && !common.dryRun ? (text: string) => askLine(text, signal) : undefined
    const volumes = judgeVolumes(environment, seen, { named: await nameVolumes(withoutBackup, alone, seen.volumes, question), ...goes })
    const rescue = backup ? await observeRescue(context, volumes, remains.containers) : undefined
    return { volumes, rescue, leftovers: rescue ? leftovers.filter(({ is }) => is === 'image') : leftovers }
  },
  plan: ({ environment }, { leftovers, volumes, rescue }) => {
    if (volumes?.some(({ verdict }) => verdict === 'alone')) return []
    if (volumes && rescue) return rescueSteps(environment, { volumes, leftovers }, rescue)
    const steps = cleanSteps(leftovers)
    return [...steps, ...volumeSteps(volumes ?? [], steps.map(({ id }) => id))]
  },
  report: ({ environment, now }, { leftovers, volumes }, outcomes) =>
    volumes ? volumesReport(environment, volumes, now.getTime(), cleanReport(environment, leftovers, outcomes), outcomes) : cleanReport(environment, leftovers, outcomes),
  whenInterrupted: ({ environment }, { volumes, rescue }) => volumes && rescue ? restSteps(environment, volumes, rescue, []) : [],
})

await autorun(import.meta, clean)
