import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { manifestText } from '../../../scripts/backup/manifest-text.mts'
import type { Manifest } from '../../../scripts/backup/manifest.mts'
import type { Offsite } from '../../../scripts/backup/settings.mts'
import { readMemory } from '../../../scripts/shell/backup/memory.mts'
import { copyOffsite } from '../../../scripts/shell/backup/offsite.mts'
import { madeArchive, madeManifest } from '../../backup/manifests.mts'
import { withTemp } from '../../support/temp.mts'
import { backupSettings, environment } from '../../targets/workload.mts'

const now = new Date('2026-11-22T12:00:00Z')
/** The runs there are. */
export const runs = ['20261121T041700Z-0001', '20261122T041700Z-0002'] as const

/** A finished run with a megabyte in it. */
const makeRun = async (backups: string, name: string): Promise<Manifest> => {
  const folder = join(backups, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'db.app.sql.zst'), randomBytes(1_000_000))
  const manifest = madeManifest({ run: name, archives: [madeArchive({ bytes: 1_000_000 })] })
  await writeFile(join(folder, 'manifest.json'), manifestText(manifest))
  await writeFile(join(folder, '.held'), '')
  return manifest
}

/** Where a test is: the stack, its finished runs, its secrets, what copies them, and which of them are marked as copied. */
export type Place = { readonly folder: string; readonly manifests: readonly Manifest[]; readonly secret: (name: string, text: string) => Promise<void>; readonly copy: (...offsite: Offsite[]) => ReturnType<typeof copyOffsite>; readonly there: (to: string) => Promise<readonly string[]> }

/** A stack with two verified runs, and nothing on PATH but what these folders have. */
export const inStack = (bins: (folder: string) => Promise<readonly string[]> | readonly string[], act: (place: Place) => Promise<void>) => () => withTemp(async (folder) => {
  const backups = join(folder, 'backups/prod')
  const manifests = [await makeRun(backups, runs[0]), await makeRun(backups, runs[1])]
  const path = process.env['PATH']
  process.env['PATH'] = [...await bins(folder), '/usr/bin', '/bin'].join(delimiter)
  try {
    await act({
      folder, manifests,
      secret: async (name, text) => {
        await mkdir(join(folder, 'secrets/prod'), { recursive: true })
        await writeFile(join(folder, 'secrets/prod', name), text)
      },
      copy: (...offsite) => copyOffsite({ environment: environment({ backups: backupSettings({ offsite }) }), stackFolder: folder, manifests }, { signal: new AbortController().signal, say: () => {}, now, pauses: [10, 10] }),
      there: async (to) => Object.keys((await readMemory(folder, 'prod')).offsite?.[to]?.runs ?? {}),
    })
  } finally {
    process.env['PATH'] = path
  }
})

/** A program of this name that does these lines. */
export const stub = async (folder: string, name: string, lines: string): Promise<string> => {
  const bin = join(folder, 'stub')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, name), `#!/bin/sh\n${lines}\n`)
  await chmod(join(bin, name), 0o755)
  return bin
}
