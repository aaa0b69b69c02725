import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Archive } from '../../../scripts/backup/manifest.mts'
import { writeManifestFile } from '../../../scripts/shell/backup/manifest-file.mts'
import { writeArchive, type Means, type Target } from '../../../scripts/shell/backup/archive.mts'
import type { Source } from '../../../scripts/shell/backup/producer.mts'
import { madeManifest } from '../../backup/manifests.mts'
import { withTemp } from '../../support/temp.mts'

/** A dump of PostgreSQL with that many rows; every one is another, so that it is not packed to nothing. */
export const dumpOf = (rows: number): string => [
  '--\n-- PostgreSQL database dump\n--\n\n\\restrict aB3\n\n--\n-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: app\n--\n\nCOPY public.users (id, word) FROM stdin;\n',
  ...Array.from({ length: rows }, (_, index) => `${index}\t${randomBytes(24).toString('base64')}\n`),
  '\\.\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict aB3\n\n',
].join('')

/** Limits that no test reaches. */
export const ample: Means = { stallMs: 60_000, totalMs: 60_000 }

/** A command that a shell runs; `$1` is the word that follows. */
export const sh = (script: string, word = ''): Source => ({ argv: ['sh', '-c', script, 'sh', word] })

/** Where an archive goes in a test. */
export const target = (folder: string, change: Partial<Target> = {}): Target => ({ folder, file: 'db.app.sql.zst', format: 'sql', recipients: [], ...change })

/** Gives a folder of a run to a test. */
export const withRun = <T,>(act: (folder: string, beside: string) => Promise<T>): Promise<T> => withTemp(async (beside) => {
  const folder = join(beside, 'run')
  await mkdir(folder, { mode: 0o700 })
  return act(folder, beside)
})

/** What lies in a folder. */
export const names = async (folder: string): Promise<readonly string[]> => (await readdir(folder)).sort()

/** Writes an archive as a run does and says what its manifest would. */
export const written = async (folder: string, source: Source, change: Partial<Target> = {}, more: Partial<Archive> = {}): Promise<Archive> => {
  const where = target(folder, change)
  const result = await writeArchive(source, where, ample)
  if (!result.ok) throw new Error(result.message)
  return { service: 'db', of: 'postgres', item: 'app', ...result.archive, proofs: [], byHand: [], ...more }
}

/** Whether a program is installed. */
export const has = (program: string): boolean => {
  try {
    return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program]).length > 0
  } catch {
    return false
  }
}

/** An archive of a dump in a folder of its own. */
export const withArchive = (dump: string, act: (folder: string, archive: Archive, beside: string) => Promise<void>, more: Partial<Archive> = {}): Promise<void> => withRun(async (folder, beside) => {
  await writeFile(join(beside, 'dump'), dump)
  await act(folder, await written(folder, sh('cat "$1"', join(beside, 'dump')), {}, more), beside)
})

/** A stream that remembers what it was given and whether it was told that this was all. */
export const collector = () => {
  const chunks: Buffer[] = []
  const stream = new Writable({ write: (chunk: Buffer, _, done) => { chunks.push(Buffer.from(chunk)); done() } })
  return { stream, bytes: () => Buffer.concat(chunks), text: () => Buffer.concat(chunks).toString() }
}

/** What a result says, if it is no success. */
export const messageOf = (result: { readonly ok: boolean; readonly message?: string }): string => (result.ok ? 'ok' : result.message ?? '')

/** A run in a folder, with files of these names; with a manifest unless told. */
export const madeRun = async (backups: string, name: string, files: readonly string[] = ['db.app.sql.zst'], manifest = true): Promise<string> => {
  const folder = join(backups, name)
  await mkdir(folder, { mode: 0o700 })
  for (const file of files) await writeFile(join(folder, file), 'x')
  if (manifest) await writeManifestFile(folder, madeManifest({ run: name }))
  return folder
}
