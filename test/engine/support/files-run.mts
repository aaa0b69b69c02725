import { copyFiles } from '../../../scripts/shell/backup/copy-files.mts'
import { startForgotten } from '../../../scripts/shell/backup/stopped.mts'
import { listenForSignals } from '../../../scripts/shell/interruption.mts'
import { restoreFiles } from '../../../scripts/shell/restore/files.mts'
import { mendRestores } from '../../../scripts/shell/restore/files-mend.mts'

// A process of its own that copies, restores or mends, so that a test can kill it; ends by signals as every command does.
const [act = '', order = '{}'] = process.argv.slice(2)
const { signal, interrupted } = listenForSignals()
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const means = { signal, say, show: say, stallMs: 30_000, totalMs: 60_000, onProgress: (item: string, bytes: number) => say(`${item}: ${bytes} bytes`) }
const given = JSON.parse(order)
const acts: Readonly<Record<string, () => Promise<unknown>>> = {
  copy: () => copyFiles(given, means),
  restore: () => restoreFiles(given, means),
  mend: async () => { await mendRestores(given, means); await startForgotten({ home: given.home, say }) },
}
const result = await Promise.race([acts[act]?.(), interrupted])
if (signal.aborted) process.exit(await interrupted === 'SIGINT' ? 130 : 143)
process.stdout.write(JSON.stringify(result ?? null), () => process.exit(0))
