import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../scripts/backup/manifest.mts'
import { interleaved, median, type Goal } from './goal.mts'
import { run } from './processes.mts'
import { stageStack, type Stage } from './stage.mts'

const name = 'goal-backup'
const database = 'goal_backup'
const small = 50

const stack = `name: ${name}
services:
  db: { kind: postgres, limits: { cpus: 2, memory: 1G } }
environments: { dev: { http: 127.0.0.1:18095 } }
backups: { keep: { last: 1, daily: 0, weekly: 0, monthly: 0, verified: 1 } }
`

/** Rows as applications have them: ids, times, JSON, text that compresses about as well as people's. */
const fill = `CREATE TABLE events (id bigint PRIMARY KEY, key uuid, at timestamptz, data jsonb, note text);
INSERT INTO events SELECT i, gen_random_uuid(), now() - i * interval '1 second',
  jsonb_build_object('user', i % 100000, 'kind', (ARRAY['view','click','buy','leave'])[1 + i % 4], 'tags', jsonb_build_array(md5(i::text), i % 97)), repeat(md5((i * 7)::text) || ' ', 2)
FROM generate_series(1, 2000000) i`

const container = `${name}-dev-db-1`
const psql = (text: string, where = database) => run(['docker', 'exec', container, 'psql', '-qAt', '-U', 'app', '-d', where, '-c', text])
const shell = (script: string, ...words: readonly string[]) => run(['sh', '-c', script, 'sh', container, ...words])

/** What a run took for the databases that were asked for: from the first dump's begin to the last one's end, without reading them again. */
const takeRun = async (stage: Stage): Promise<Manifest> => (JSON.parse(await stage.gantry('backup', 'db', '--json')) as { readonly result: { readonly run: Manifest } }).result.run

/** Backups of PostgreSQL against what a shell script would do, on the same server. */
export const goal: Goal = {
  name: 'backup and restore of a PostgreSQL of about 500 MB, and of 50 small databases',
  needsEngine: true,
  measure: async () => {
    const stage = await stageStack(name, stack)
    const file = join(stage.folder, 'by-hand')
    try {
      await stage.gantry('up')
      await psql(fill)
      await mkdir(file)
      const taken: number[] = []
      const large = await interleaved(3, {
        gantry: async () => { taken.push((await takeRun(stage)).archives.find(({ item }) => item === database)?.ms ?? 0) },
        plain: () => shell('docker exec "$1" pg_dump -Fp -U app "$2" | zstd -q -3 -f -o "$3/plain.zst"', database, file),
      })
      const custom = await interleaved(1, { custom: () => shell('docker exec "$1" pg_dump -Fc -U app "$2" > "$3/custom"', database, file) })
      const back = await interleaved(1, {
        gantry: () => stage.gantry('restore', 'db', '--without-safety', '--yes', '--drop-old', '--run', 'latest'),
        plain: () => shell('docker exec "$1" createdb -U app by_hand && zstd -qdc "$2/plain.zst" | docker exec -i "$1" psql -q -1 -v ON_ERROR_STOP=1 -o /dev/null -U app -d by_hand', file),
      })
      await psql('DROP DATABASE by_hand', 'postgres')
      await psql('TRUNCATE events')
      for (let index = 0; index < small; index++) {
        await psql(`CREATE DATABASE small_${index}`, 'postgres')
        await psql(`CREATE TABLE notes AS SELECT i, md5(i::text) || md5((i * 3)::text) AS text FROM generate_series(1, 12000) i`, `small_${index}`)
      }
      const many = await interleaved(2, {
        gantry: () => stage.gantry('backup', 'db'),
        loop: () => shell(`for i in $(seq 0 ${small - 1}); do docker exec "$1" pg_dump -Fp -U app "small_$i" | zstd -q -3 -f -o "$2/small_$i.zst" && sha256sum "$2/small_$i.zst" && zstd -qt "$2/small_$i.zst" || exit 1; done`, file),
      })
      const [plain, first = 0, loop] = [median(large.plain), custom.custom[0], median(many.loop)]
      return [
        { what: 'backup, against docker exec pg_dump -Fp | zstd -3', measured: median(taken) / plain, limit: 1.15, unit: ' ×', detail: `${seconds(median(taken))} / ${seconds(plain)}, medians of 3; the whole command, which reads it again, ${seconds(median(large.gantry))}` },
        { what: 'backup, against docker exec pg_dump -Fc', measured: median(taken) / first, limit: 0.5, unit: ' ×', detail: `${seconds(median(taken))} / ${seconds(first)}` },
        { what: 'restore with its counts, against zstd -dc | psql -1', measured: (back.gantry[0] ?? 0) / (back.plain[0] ?? 1), limit: 1.2, unit: ' ×', detail: `${seconds(back.gantry[0] ?? 0)} / ${seconds(back.plain[0] ?? 0)}` },
        { what: `${small} databases of 1 MB, against one after another by a shell that reads them again as well`, measured: median(many.gantry) / loop, limit: 0.6, unit: ' ×', detail: `${seconds(median(many.gantry))} / ${seconds(loop)}` },
      ]
    } finally {
      await rm(file, { recursive: true, force: true })
      await stage.end()
    }
  },
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
