import { backupFindings } from './backup/health.mts'
import { chain } from './plan/chain.mts'
import { health as healthText, isHealthy } from './report/health.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { diskSpace } from './shell/docker.mts'
import { exits } from './shell/failure.mts'
import { observeRunning } from './shell/observe-running.mts'
import { probeRoutes } from './shell/probe-routes.mts'
import { certificateFindings } from './tls/health.mts'

const isoOf = (time: number | undefined): string | null => time === undefined ? null : new Date(time).toISOString()

/** The state of every service with the reason where one is not well, every route through the proxy, the certificate, the backups, the disk. */
export const health = command({
  name: 'health',
  group: 'everyday',
  summary: 'say how every service and route is doing, and why',
  examples: [['make health', 'dev'], ['ENV=prod make health', 'exit 1 when something is wrong: for cron']],
  options: {},
  observe: async ({ environment, stackFolder, now }) => {
    const [{ containers, native }, routes, disk, certificate, backups] = await Promise.all([
      observeRunning(stackFolder, environment), probeRoutes(environment), diskSpace(stackFolder),
      environment.tls && import('./shell/tls/observe-setup.mts').then(({ observeCertificate }) => observeCertificate(stackFolder, environment, now.getTime())),
      import('./shell/backup/observe-health.mts').then(({ observeBackups }) => observeBackups(stackFolder, environment, now.getTime())),
    ])
    const members = environment.workloads.filter(({ scheduled, name }) => !scheduled && !native?.lacking[name])
    return { services: chain(members, containers, now.getTime()), routes, disks: disk ? [disk] : [], backups, findings: [...certificateFindings(environment, certificate), ...backups ? backupFindings(environment, backups, now.getTime()) : [], ...Object.entries(native?.lacking ?? {}).map(([subject, why]) => ({ subject, level: 'warn' as const, text: `left out: ${why}` }))] }
  },
  plan: () => [],
  report: ({ colours }, seen) => ({
    text: healthText(seen, { colours }),
    result: {
      healthy: isHealthy(seen), routes: seen.routes, disks: seen.disks, findings: seen.findings,
      backups: seen.backups?.fresh.map(({ service, rpo, verifiedAt, drilledAt }) => ({ service, rpo: rpo / 1000, verified: isoOf(verifiedAt), drilled: isoOf(drilledAt) })) ?? [],
      services: seen.services.map(({ service, state, reason, because }) => ({ service, state, reason, because: because ?? null })),
    },
    ...isHealthy(seen) ? {} : { exit: exits.failed },
  }),
})

await autorun(import.meta, health)
