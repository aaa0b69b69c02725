import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteWord, quoteWords } from '../scripts/plan/explain.mts'
import type { Process } from '../scripts/plan/process.mts'
import { median, type Goal } from './goal.mts'
import { root } from './processes.mts'
import { stageDemo } from './stage.mts'

const rounds = 7

/** Starts a program, waits for words on its stderr, ends it with Ctrl-C; the time until the words, in milliseconds. */
const timeUntil = (argv: readonly string[], words: string, cwd: string, act: () => Promise<void> = async () => {}): Promise<number> => new Promise((resolve, reject) => {
  const [program = '', ...rest] = argv
  const began = performance.now()
  const child = spawn(program, rest, { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, CI: 'true' } })
  let text = ''
  let took: number | undefined
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (took !== undefined || !text.includes(words)) return
    took = performance.now() - began
    void act().catch(reject).finally(() => process.kill(-(child.pid ?? 0), 'SIGINT'))
  })
  child.on('error', reject)
  child.on('close', (code) => took === undefined ? reject(new Error(`ended with ${code}:\n${text.slice(-2000)}`)) : resolve(took))
})

/** The script somebody would write: in order, each waited for by its health or its port, the jobs to their end. */
const handWritten = (folder: string, processes: readonly Process[]): string => {
  const start = ({ argv, cwd, path, variables }: Process): string =>
    `(cd ${quoteWord(join(folder, cwd))}; PATH=${[...path.map((one) => join(folder, one)), '$PATH'].join(':')}; exec env ${Object.entries(variables).map(([name, value]) => quoteWord(`${name}=${value}`)).join(' ')} ${quoteWords(argv)})`
  const wait = ({ ports, service, probe }: Process): string => probe?.by === 'http' ? `healthy ${probe.port}${probe.path}` : `port ${service === 'proxy' ? 18_090 : ports[0] ?? ''}`
  const steps = processes.flatMap((one) => one.runs === 'job' ? [start(one)] : [`${start(one)} &`, ...one.needs.length === 0 && ['web', 'proxy', 'cache'].includes(one.service) ? [] : [wait(one)]])
  return `trap 'trap - INT TERM EXIT; kill 0; wait' INT TERM EXIT
port() { until (exec 3<>/dev/tcp/127.0.0.1/$1) 2>/dev/null; do sleep 0.05; done; }
healthy() { until curl -sfo /dev/null http://127.0.0.1:$1; do sleep 0.05; done; }
exec 4>&2 >/dev/null 2>&1
${steps.join('\n')}
port 18090
echo everything is up >&4
wait
`
}

/** Bringing the demo up without containers takes about as long as a script that starts the same processes; an edit is live at once. */
export const goal: Goal = {
  name: 'dev --native of the demo to healthy',
  needsEngine: false,
  measure: async () => {
    const stage = await stageDemo('goal-native')
    const dev = ['node', join(root, 'scripts/dev.mts'), '--native', '--stack', stage.folder]
    try {
      const edits: number[] = []
      const edit = async (): Promise<void> => { edits.push(await timeOfEdit(stage.folder)) }
      await timeUntil(dev, 'Ctrl-C stops everything', stage.folder, async () => { for (let turn = 0; turn < 3; turn++) await edit() })
      const { specs } = JSON.parse(await readFile(join(stage.folder, '.gantry/dev/native/state.json'), 'utf8')) as { specs: readonly Process[] }
      const script = join(stage.folder, 'start.sh')
      await writeFile(script, handWritten(stage.folder, specs))
      const ours: number[] = []
      const theirs: number[] = []
      for (let round = 0; round < rounds; round++) {
        ours.push(await timeUntil(dev, 'Ctrl-C stops everything', stage.folder))
        theirs.push(await timeUntil(['bash', script], 'everything is up', stage.folder))
      }
      const [a, b] = [median(ours), median(theirs)]
      return [
        { what: 'against a script that starts the same processes', measured: a / b, limit: 1.3, unit: ' ×', detail: `${(a / 1000).toFixed(2)} s / ${(b / 1000).toFixed(2)} s, medians of ${rounds}` },
        { what: 'a source edit is live', measured: median(edits) / 1000, limit: 1, unit: ' s', detail: `of the API, through the proxy; median of ${edits.length}` },
      ]
    } finally {
      await stage.end()
    }
  },
}

/** From the write of a source file until the proxy passes on what it now says. */
const timeOfEdit = async (folder: string): Promise<number> => {
  const file = join(folder, 'services/app/src/api.mjs')
  const before = await readFile(file, 'utf8')
  const word = `w${Date.now()}`
  const began = performance.now()
  await writeFile(file, before.replace(/hostname: (?:hostname\(\)|'\w+')/, `hostname: '${word}'`))
  for (;;) {
    const answer = await fetch('http://127.0.0.1:18090/api/whoami').then((response) => response.text(), () => '')
    if (answer.includes(word)) return performance.now() - began
    if (performance.now() - began > 10_000) throw new Error(`the edit was not seen within 10 s: ${answer}`)
    await new Promise((done) => { setTimeout(done, 10) })
  }
}
