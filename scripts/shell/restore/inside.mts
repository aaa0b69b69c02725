import type { Inside } from '../../kinds/keeping.mts'
import { isNote, readNotes, type Noted } from '../../backup/counts.mts'
import { endInside, insideArgv, type InsideValues } from '../../docker/inside.mts'
import { failed } from '../failure.mts'
import { lines } from '../processes.mts'

/** Where a command runs, under which mark, and how long it may take. */
export type Place = { readonly container: string; readonly mark: string; readonly timeout: number }

/** Runs a command in a container; what it printed, or a failure that says what it complained about. */
export const tell = async ({ container, mark, timeout }: Place, inside: Inside, values: InsideValues = {}): Promise<string> => {
  const rows: string[] = []
  const { code, stderr } = await lines(insideArgv(container, inside, values, mark), (row) => rows.push(row), { timeout })
  if (code === 0) return rows.join('\n')
  throw failed(code === 124 ? `no answer in ${timeout / 1000} s` : lastWords(stderr) || `ended with ${code}`)
}

/** Whether a command in a container succeeds. */
export const succeeds = async ({ container, mark, timeout }: Place, inside: Inside): Promise<boolean> => (await lines(insideArgv(container, inside, {}, mark), () => {}, { timeout })).code === 0

/** What a program complained about last, in one line. */
export const lastWords = (stderr: string): string =>
  stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !isNote(line)).slice(-3).join(' ')

/** Reads names that end in a NUL each. */
export const names = async (place: Place, inside: Inside): Promise<readonly string[]> => (await tell(place, inside)).split('\0').slice(0, -1)

/** Counts what is in an item now. */
export const countNow = async (place: Place, inside: Inside, item: string): Promise<Noted['counts']> => readNotes((await tell(place, inside, { item })).split('\n')).counts

/** Ends what a command has left in its container; one that is not there any more has nothing left. */
export const endLeft = async (container: string, mark: string): Promise<void> => {
  const { code, stderr } = await lines(endInside(container, mark), () => {}, { timeout: 15_000 })
  if (code !== 0 && !/no such container|is not running/i.test(stderr)) throw failed(lastWords(stderr))
}
