import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fakeDocker } from '../support/docker.mts'
import { root, run, type Ran } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'
import { fakeCrontab } from './fake-crontab.mts'

/** A stack that has every kind of job but those of images. */
export const stack = `name: shop
services:
  site: { kind: static-web, root: ./public, route: / }
  db: { kind: postgres }
environments:
  prod: { http: 127.0.0.1:8081, https: 127.0.0.1:8444, domain: shop.test, tls: selfsigned }
  plain: { http: 127.0.0.1:8083 }
`

/** Where a test is: the stack, the home of its user, PATH, the crontab, and `schedule` of the environment `prod`. */
export type Place = { readonly folder: string; readonly home: string; readonly path: string; readonly cron: Awaited<ReturnType<typeof fakeCrontab>>; readonly schedule: (...words: string[]) => Promise<Ran> }

/** A stack in a folder whose name no shell would leave alone, an engine in which nothing runs, and a crontab. */
export const inStack = (act: (place: Place) => Promise<void>) => () => withTemp(async (outer) => {
  const folder = join(outer, `50% off \\% $(touch x) 'it "s \\\\`)
  await mkdir(join(folder, 'public'), { recursive: true })
  await writeFile(join(folder, 'stack.yaml'), stack)
  const [docker, cron] = [await fakeDocker(outer), await fakeCrontab(outer)]
  const path = `${cron.home}:${docker.path}`
  await act({ folder, home: outer, path, cron, schedule: (...words) => run(['node', join(root, 'scripts/schedule.mts'), '--env', 'prod', ...words], { cwd: folder, env: { PATH: path, HOME: outer } }) })
})

/** What cron gives to the shell of a line: it reads `\%` and `\\` for itself, and takes any other `%` for the end of the command. */
export const commandOf = (line: string): string => line.replace(/^(\S+ ){5}/, '').replace(/\\([%\\])|%.*$/gs, '$1')

/** Runs a line as cron does: nothing in the environment, any umask, no terminal. */
export const asCron = (line: string, home: string): Promise<Ran> =>
  run(['/bin/sh', '-c', `umask 000; exec env -i PATH=/usr/bin:/bin HOME="$1" /bin/sh -c "$2" </dev/null`, 'sh', home, commandOf(line)], { cwd: '/' })

/** The installed line of a job. */
export const lineOf = async (cron: Place['cron'], job: string): Promise<string> => String(await cron.tab()).split('\n').find((line) => line.includes(`run-job.mts ${job} `)) ?? ''
