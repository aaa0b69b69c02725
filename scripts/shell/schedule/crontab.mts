import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { part, withBlock } from '../../schedule/crontab.mts'
import { isStarted } from '../call.mts'
import { fail, failed, isFailure } from '../failure.mts'

/** A crontab is bytes of any encoding: one character stands for each. */
const bytes = 'latin1'

type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }

const crontab = async (words: readonly string[], input = ''): Promise<Said> => {
  const child = spawn('crontab', words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const code = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (ended) => resolve(ended ?? 1))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(Buffer.from(input, bytes))
  const [stdout, stderr] = await Promise.all([text(child.stdout.setEncoding(bytes)), text(child.stderr)])
  return { code: await code, stdout, stderr: stderr.trim() }
}

/** The crontab of this user, a character for each byte; undefined where there is no crontab(1). */
export const readCrontab = async (): Promise<string | undefined> => {
  const { code, stdout, stderr } = await crontab(['-l'])
  if (code === 127) return undefined
  if (code === 0) return stdout
  return /no crontab for|can't open '[^']*': No such file/i.test(stderr) ? '' : fail(failed(`crontab -l: ${stderr || `ended with ${code}`}`))
}

/** A text of ours as the crontab's bytes have it. */
export const asBytes = (ours: string): string => Buffer.from(ours, 'utf8').toString(bytes)

/** The crontab's bytes as the text they are meant to be. */
export const asText = (theirs: string): string => Buffer.from(theirs, bytes).toString('utf8')

/** Parts a crontab, or refuses one whose marks somebody has edited. */
export const partCrontab = (theirs: string, project: string): NonNullable<ReturnType<typeof part>> =>
  part(theirs, project) ?? fail(failed(`the marks of ${project} in the crontab do not pair`, `run \`crontab -e\` and remove what stands between \`# >>> gantry ${project}\` and \`# <<< gantry ${project}\`, with the two marks`))

/** Puts a block into the crontab, in the place of the one that is there; an empty one takes it out. */
export const writeBlock = async (project: string, block: string): Promise<void> => {
  const before = await readCrontab() ?? fail(failed('there is no crontab(1) on this machine', 'install cron'))
  const after = withBlock(partCrontab(before, project), asBytes(block))
  if (after === before) return
  const { code, stderr } = await (after === '' ? crontab(['-r']) : crontab(['-'], after))
  if (code !== 0) fail(failed(`crontab: ${stderr || `ended with ${code}`}`))
  if (await readCrontab() !== after) fail(failed('the crontab is not what was written', 'somebody else has written it at the same time: look at `crontab -l`, then run it again'))
}

if (isStarted(import.meta)) {
  try {
    await writeBlock(process.argv[2] ?? '', await text(process.stdin))
  } catch (error) {
    if (!isFailure(error)) throw error
    process.stderr.write(`${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`)
    process.exitCode = error.exit
  }
}
