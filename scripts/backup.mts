import { backupSteps } from './backup/plan.mts'
import { backupReport, forecast } from './report/backup.mts'
import { autorun } from './shell/autorun.mts'
import { observeBackup } from './shell/backup/observe.mts'
import { backupOptions } from './shell/backup/options.mts'
import { command } from './shell/command.mts'

/** What an environment keeps, taken out by its own servers, proved, and put where it can be found again. */
export const backup = command({
  name: 'backup',
  group: 'production',
  summary: 'back up databases, volumes and the stack itself; read it all again; drop what is old',
  examples: [
    ['make backup ENV=prod', 'everything that prod keeps'], ['make backup ARGS=db', 'one service'],
    ['make backup ENV=prod ARGS=\'--verify drill\'', 'and restore it into scratch servers'], ['make backup ARGS=--dry-run', 'what would be saved, and which runs would go'],
  ],
  positionals: 'services',
  rounds: 3,
  locks: 'first',
  later: ({ environment }, seen) => forecast(environment, seen),
  options: backupOptions,
  observe: observeBackup,
  plan: ({ environment }, seen) => backupSteps(environment, seen),
  report: ({ environment, colours }, seen, outcomes) => backupReport(environment, seen, outcomes, { colours }),
})

await autorun(import.meta, backup)
