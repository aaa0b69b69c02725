import type { Archive, Manifest, Proof } from '../../scripts/backup/manifest.mts'

const hash = (letter: string): string => letter.repeat(64)

/** A look at an archive and what it came to. */
export const proof = (level: Proof['level'], ok: boolean): Proof => ({ level, at: '2026-11-22T09:15:05.000Z', ok, ...ok ? {} : { message: 'damaged' } })

/** An archive of a database as a run leaves it. */
export const madeArchive = (change: Partial<Archive> = {}): Archive => ({
  service: 'db', of: 'postgres', item: 'app', file: 'db.app.sql.zst', format: 'sql', bytes: 100, sha256: hash('a'), rawBytes: 400, rawSha256: hash('b'),
  encrypted: false, server: '18.6', counts: { 'public.users': 12 }, ms: 20, proofs: [proof('read', true)], byHand: ['zstd -dc db.app.sql.zst | psql -1'], ...change,
})

/** The manifest of a run that went well. */
export const madeManifest = (change: Partial<Manifest> = {}): Manifest => ({
  version: 1, run: '20261122T091503Z-3f9a', stack: 'demo', environment: 'prod', startedAt: '2026-11-22T09:15:03.000Z', endedAt: '2026-11-22T09:15:05.000Z',
  tools: { gantry: '0.1.0' }, archives: [madeArchive()], failures: [], skipped: [], ...change,
})
