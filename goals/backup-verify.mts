import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Archive } from '../scripts/backup/manifest.mts'
import { writeArchive } from '../scripts/shell/backup/archive.mts'
import { verifyArchive } from '../scripts/shell/backup/verify.mts'
import { interleaved, median, type Goal } from './goal.mts'
import { run } from './processes.mts'

const rows = 2_500_000
const file = 'db.app.sql.zst'
const limits = { stallMs: 60_000, totalMs: 600_000 }

const words = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore'.split(' ')
const row = (index: number): string => {
  const pick = (by: number): string => words[index * by % words.length] ?? ''
  return `${index}\t${randomUUID()}\t2026-11-22 09:15:0${index % 10}+00\t{"user": ${index * 7919 % 1_000_000}, "kind": "${pick(3)}", "tags": ["${pick(5)}", "${pick(7)}"]}\t${pick(11)} ${pick(13)} ${pick(17)} ${pick(19)}\n`
}

/** Writes what a dump of a table with ids, dates, JSON and text looks like. */
const writeDump = async (path: string): Promise<void> => {
  const parts = function* () {
    yield '--\n-- PostgreSQL database dump\n--\n\nCOPY public.events (id, key, at, data, note) FROM stdin;\n'
    for (let from = 0; from < rows; from += 10_000) yield Array.from({ length: 10_000 }, (_, index) => row(from + index)).join('')
    yield '\\.\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n'
  }
  await writeFile(path, parts())
}

/** Reading an archive again, against the programs a shell script would use for it. */
export const goal: Goal = {
  name: 'an archive of a dump of about 400 MB is verified',
  needsEngine: false,
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
    try {
      await writeDump(join(folder, 'dump'))
      const written = await writeArchive({ argv: ['cat', join(folder, 'dump')] }, { folder, file, format: 'sql', recipients: [] }, limits)
      if (!written.ok) throw new Error(written.message)
      const archive: Archive = { service: 'db', of: 'postgres', item: 'app', ...written.archive, byHand: [] }
      const reading = await interleaved(5, {
        gantry: async () => { if (!(await verifyArchive(folder, archive, 'read')).ok) throw new Error('the archive is not whole') },
        shell: () => run(['sh', '-c', 'zstd -qt "$1" && sha256sum "$1"', 'sh', join(folder, file)]),
      })
      const [gantry, shell] = [median(reading.gantry), median(reading.shell)]
      const detail = `${gantry.toFixed(0)} ms against ${shell.toFixed(0)} ms, ${Math.round(archive.rawBytes / 1e6)} MB in ${Math.round(archive.bytes / 1e6)} MB`
      return [{ what: 'verify read, against zstd -t and sha256sum', measured: gantry / shell, limit: 1.3, unit: ' ×', detail }]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
