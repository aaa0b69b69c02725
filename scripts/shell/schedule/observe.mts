import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../../stack/environment.mts'
import { longestCommand, stackOfBlock } from '../../schedule/crontab.mts'
import { unwritable } from '../../schedule/invocation.mts'
import { wantedOf, type Clock, type ScheduleSeen } from '../../schedule/plan.mts'
import { stackOfUnit, unitNames } from '../../schedule/units.mts'
import { extension } from '../call.mts'
import { fail, failed, mistake, refusal } from '../failure.mts'
import { readText } from '../files.mts'
import { capture } from '../processes.mts'
import { asText, partCrontab, readCrontab } from './crontab.mts'
import { observeInvocation } from './invocation.mts'
import { readRecords } from './records.mts'

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

const isStillThere = (stack: string): boolean => existsSync(join(stack, 'stack.yaml'))

/** Two folders with the same project on one machine would take each other's jobs away; one that has moved takes its own along. */
const refuseOtherStack = ({ project }: Environment, { crontab, units, invocation }: ScheduleSeen): void => {
  const stacks = [stackOfBlock(crontab?.block ?? '') ?? invocation.stack, ...Object.values(units).map(stackOfUnit)]
  if (stacks.includes(undefined)) fail(refusal(`a unit that is called as one of ${project} is not of gantry`, 'remove it, or give this stack another `name:`'))
  const other = stacks.find((stack) => stack !== undefined && stack !== invocation.stack && isStillThere(stack))
  if (other !== undefined) fail(refusal(`the jobs of ${project} that are installed belong to ${other}`, 'remove them from there with `schedule --remove`, or give this stack another `name:`'))
}

/** Refuses to install what the clock could not start as it is meant. */
export const refuseUninstallable = async (environment: Environment, seen: ScheduleSeen): Promise<void> => {
  const { by, crontab, invocation, systemctl } = seen
  const word = unwritable(invocation)
  if (environment.isMapped && invocation.variables['GANTRY_IMAGES'] === undefined) fail(mistake('jobs do not know --images', 'name the file with GANTRY_IMAGES: that goes along'))
  if (word !== undefined) fail(refusal(`neither cron nor systemd can start what has a control character in it: ${JSON.stringify(word)}`, 'give the folder another name'))
  if (by === 'systemd') return await answers(systemctl) ? undefined : fail(failed(`\`${systemctl.join(' ')}\` does not answer: systemd does not run here, or not for this user`, 'use --cron'))
  if (crontab === undefined) fail(failed('there is no crontab(1) on this machine', 'install cron, or use --systemd where systemd runs'))
  const longest = Math.max(...wantedOf(environment, seen).block.split('\n').map((line) => Buffer.byteLength(line)))
  if (longest > longestCommand) fail(refusal(`cron cuts commands of more than ${longestCommand} bytes, and one would have ${longest}`, 'move the stack or gantry to a shorter path, or use --systemd'))
}
