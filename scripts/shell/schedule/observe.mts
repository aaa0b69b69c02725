import { access, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Environment } from '../../stack/environment.mts'
import { longestCommand, stackOfBlock } from '../../schedule/crontab.mts'
import { unwritable, type Invocation } from '../../schedule/invocation.mts'
import { wantedOf, type Clock, type ScheduleSeen } from '../../schedule/plan.mts'
import { stackOfUnit, unitNames } from '../../schedule/units.mts'
import { extension } from '../call.mts'
import { fail, failed, refusal } from '../failure.mts'
import { readText } from '../files.mts'
import { capture } from '../processes.mts'
import { asText, partCrontab, readCrontab } from './crontab.mts'
import { readRecords } from './records.mts'

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

/** Looks at what is installed for an environment, and at what starting its jobs takes; `asked` is the clock that was asked for. */
export const observeSchedule = async (environment: Environment, stackFolder: string, asked: Clock | undefined): Promise<ScheduleSeen> => {
  const { project } = environment
  const isRoot = process.getuid?.() === 0
  const folder = isRoot ? '/etc/systemd/system' : join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd/user')
  const systemctl = isRoot ? ['systemctl'] : ['systemctl', '--user']
  const [theirs, units, invocation, records] = await Promise.all([
    readCrontab(), readUnits(project, folder), observeInvocation(stackFolder, environment.name), readRecords(stackFolder, environment.name),
  ])
  const parted = theirs === undefined ? undefined : partCrontab(theirs, project)
  const installed: Clock | undefined = parted?.block ? 'cron' : Object.keys(units).length > 0 ? 'systemd' : undefined
  const by = asked ?? installed ?? (await answers(systemctl) ? 'systemd' : 'cron')
  const seen: ScheduleSeen = {
    by, folder, units, systemctl, invocation, records,
    crontab: parted && { before: asText(parted.before), block: asText(parted.block), after: asText(parted.after) },
    editor: [process.execPath, join(import.meta.dirname, `crontab${extension}`)], zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    lingers: by === 'systemd' && !isRoot ? await lingers() : undefined,
  }
  refuseOtherStack(environment, seen)
  return seen
}

const readUnits = async (project: string, folder: string) => {
  const found = await Promise.all(unitNames(project).map(async (name) => [name, await readText(join(folder, name))] as const))
  return Object.fromEntries(found.flatMap(([name, text]) => text === undefined ? [] : [[name, text]]))
}

/** Whether systemd runs this machine, and answers this user. */
const answers = async (systemctl: readonly string[]): Promise<boolean> => (await capture([...systemctl, 'list-timers', '--no-pager'], { timeout: 10_000 })).code === 0

const lingers = async (): Promise<boolean> =>
  (await capture(['loginctl', 'show-user', '--property=Linger', String(process.getuid?.() ?? '')], { timeout: 10_000 })).stdout.trim() === 'Linger=yes'

// Programs that jobs start, wherever they stand; variables that say where the engine, image names and keys are to be found, none of them a secret.
const programs = ['docker', 'flock', 'bash', 'rclone', 'restic', 'trivy', 'grype']
const carried = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'GANTRY_IMAGES', 'GANTRY_AGE_IDENTITY', 'NODE_EXTRA_CA_CERTS', 'RCLONE_CONFIG', 'RESTIC_PASSWORD_FILE'] as const
const everywhere = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

const observeInvocation = async (stackFolder: string, environment: string): Promise<Invocation> => {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const homes = await Promise.all(programs.map(async (program) => {
    const found = await Promise.all(path.map((folder) => isThere(join(folder, program))))
    return path[found.indexOf(true)]
  }))
  const own = homes.filter((home) => home !== undefined && !everywhere.includes(home))
  const variables = carried.flatMap((name) => {
    const value = process.env[name]
    return value ? [[name, value] as const] : []
  })
  return {
    node: await realpath(process.execPath), runner: join(import.meta.dirname, `run-job${extension}`), stack: stackFolder, environment,
    variables: { PATH: [...new Set([...own, ...everywhere])].join(':'), ...Object.fromEntries(variables) },
  }
}

/** Two folders with the same project on one machine would take each other's jobs away. */
const refuseOtherStack = ({ project }: Environment, { crontab, units, invocation }: ScheduleSeen): void => {
  const stacks = [stackOfBlock(crontab?.block ?? ''), ...Object.values(units).map((text) => stackOfUnit(text) ?? '(not of gantry)')]
  const other = stacks.find((stack) => stack !== undefined && stack !== invocation.stack)
  if (other !== undefined) fail(refusal(`the jobs of ${project} that are installed belong to ${other}`, 'remove them from there with `schedule --remove`, or give this stack another `name:`'))
}

/** Refuses to install what the clock could not start as it is meant. */
export const refuseUninstallable = async (environment: Environment, seen: ScheduleSeen): Promise<void> => {
  const { by, crontab, invocation, systemctl } = seen
  const word = unwritable(invocation)
  if (word !== undefined) fail(refusal(`neither cron nor systemd can start what has a control character in it: ${JSON.stringify(word)}`, 'give the folder another name'))
  if (by === 'systemd') return await answers(systemctl) ? undefined : fail(failed(`\`${systemctl.join(' ')}\` does not answer: systemd does not run here, or not for this user`, 'use --cron'))
  if (crontab === undefined) fail(failed('there is no crontab(1) on this machine', 'install cron, or use --systemd where systemd runs'))
  const long = wantedOf(environment, seen).block.split('\n').find((line) => line.length > longestCommand)
  if (long !== undefined) fail(refusal(`cron cuts commands of more than ${longestCommand} characters, and one would have ${long.length}`, 'move the stack or gantry to a shorter path, or use --systemd'))
}

