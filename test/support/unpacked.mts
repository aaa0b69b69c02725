import { existsSync } from 'node:fs'

const home = process.env['GANTRY_ENGINE_DIR'] ?? '/var/lib/gantry-engine'

/** A program that provisioning has unpacked beside the system; undefined where it has not. */
export const unpacked = (name: 'crontab' | 'rclone' | 'restic' | 'promtool' | 'cron'): string | undefined => {
  const folders = { crontab: 'cron/crontab', rclone: 'rclone/rclone', restic: 'restic/restic', promtool: 'prometheus/promtool', cron: 'cron/usr/sbin/cron' }
  const path = process.env[`GANTRY_${name.toUpperCase()}`] ?? `${home}/${folders[name]}`
  return existsSync(path) ? path : undefined
}
