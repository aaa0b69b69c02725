import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stageDatabases } from './databases.mts'
import { interleaved, median, type Goal } from './goal.mts'
import { peakMemory } from './memory.mts'

const many = 50

/** Many small databases, where most of the time is not the data. */
export const goal: Goal = {
  name: `backup of ${many} databases of 1 MB`,
  needsEngine: true,
  measure: async () => {
    const { stage, psql, shell } = await stageDatabases('goal-many', ['db'])
    const folder = join(stage.folder, 'by-hand')
    try {
      await mkdir(folder)
      await stage.gantry('up')
      for (let index = 0; index < many; index++) {
        await psql('db', 'postgres', `CREATE DATABASE small_${index}`)
        await psql('db', `small_${index}`, 'CREATE TABLE notes AS SELECT i, md5(i::text) || md5((i * 3)::text) AS text FROM generate_series(1, 12000) i')
      }
      const { gantry, loop } = await interleaved(3, {
        gantry: () => stage.gantry('backup', 'db'),
        loop: () => shell('db', `for i in $(seq 0 ${many - 1}); do docker exec "$1" pg_dump -Fp -U app "small_$i" | zstd -q -3 -f -o "$2/$i.zst" || exit 1; done`, folder),
      })
      const peak = await peakMemory(() => stage.gantry('backup', 'db'))
      const [own, hand] = [median(gantry), median(loop)]
      return [
        { what: 'the whole command, which reads each again, against a shell loop of pg_dump -Fp | zstd -3', measured: own / hand, limit: 0.6, unit: ' ×', detail: `${(own / 1000).toFixed(1)} / ${(hand / 1000).toFixed(1)} s, medians of 3` },
        { what: 'memory for it, gantry and its children', measured: peak, limit: 250, unit: ' MB', detail: 'at the same time, sum of all processes' },
      ]
    } finally {
      await stage.end()
    }
  },
}
