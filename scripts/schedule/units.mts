import { startedOf, type Started } from './catch-up.mts'
import { unitWord, type Invocation } from './invocation.mts'
import { jobNames, type Job } from './jobs.mts'
import { calendar } from './when.mts'

/** Files of units by their names. */
export type Units = Readonly<Record<string, string>>

const unitName = (project: string, job: string): string => `gantry-${project}-${job}`
const head = (project: string, stack: string): string => `# gantry ${project} of ${stack}; \`schedule --remove\` takes it away`

/** The stack folder that a unit belongs to; undefined for one that is not ours. */
export const stackOfUnit = (text: string): string | undefined => /^# gantry \S+ of (.*); `schedule --remove` takes it away$/m.exec(text)?.[1]

/** Names that the units of an environment may have. */
export const unitNames = (project: string): readonly string[] => [...jobNames, 'catch-up'].flatMap((job) => ['service', 'timer'].map((kind) => `${unitName(project, job)}.${kind}`))

const service = (project: string, { name, argv }: Started, stack: string): string => `\
${head(project, stack)}
[Unit]
Description=${name} of ${project}
After=docker.service

[Service]
Type=oneshot
ExecStart=${argv.map(unitWord).join(' ')}
# Somebody else is at it: no failure.
SuccessExitStatus=75
UMask=0022
Nice=10
`

const timer = (project: string, { name, when }: Started, stack: string): string => `\
${head(project, stack)}
[Unit]
Description=${name} of ${project}, by the clock

[Timer]
OnCalendar=${calendar(when)}
AccuracySec=1min
# Missed while the machine was off: made up for when it is back.
Persistent=${name === 'health' || name === 'catch-up' ? 'false' : 'true'}

[Install]
WantedBy=timers.target
`

/** The units of an environment: a service and a timer for all that is started. */
export const unitsOf = (project: string, jobs: readonly Job[], invocation: Invocation): Units =>
  Object.fromEntries(startedOf(jobs, invocation).flatMap((each) => [[`${unitName(project, each.name)}.service`, service(project, each, invocation.stack)], [`${unitName(project, each.name)}.timer`, timer(project, each, invocation.stack)]]))
