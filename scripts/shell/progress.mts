import type { Ora } from 'ora'
import type { Terminal } from './terminal.mts'

/** Progress on stderr: lines that stay, and on a terminal a few that show what is going on now. */
export type Progress = {
  readonly say: (line: string) => void
  /** Something has begun; call what is returned when it has ended. */
  readonly begin: (what: string) => (mark: 'done' | 'failed') => void
  /** A detail of what is going on; seen on a terminal only. */
  readonly show: (text: string) => void
  /** Takes the moving line away: at the end, and before somebody else uses the screen. */
  readonly clear: () => void
}

/** Lines only: for pipes, logs and cron. */
const plainProgress = (write: (text: string) => void): Progress => ({
  say: (line) => write(`${line}\n`),
  begin: (what) => {
    write(`${what}\n`)
    return () => {}
  },
  show: () => {},
  clear: () => {},
})

/** A spinner that is loaded when there is something to show for the first time; `width` keeps it on one line. */
const createSpinner = (colours: boolean) => {
  let spinner: Ora | undefined
  let wanted = ''
  let loading = false
  const load = async () => {
    const { default: ora } = await import('ora')
    // discardStdin would swallow Ctrl-C.
    spinner = ora({ stream: process.stderr, discardStdin: false, color: colours ? 'cyan' : false })
    if (wanted) spinner.start(wanted)
  }
  return {
    show: (text: string) => {
      wanted = shortened(text)
      if (!wanted) spinner?.stop()
      else if (spinner) spinner.start(wanted)
      else if (!loading) void load()
      loading = true
    },
    above: (write: () => void) => {
      spinner?.clear()
      write()
      if (spinner?.isSpinning) spinner.render()
    },
  }
}

/** As many lines as fit the screen, none longer than it is wide: more could not be taken away again. */
const shortened = (text: string): string => {
  const { columns = 80, rows = 24 } = process.stderr
  return text.split('\n').slice(0, Math.max(1, rows - 2)).map((line) => line.replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, Math.max(10, columns - 4))).join('\n')
}

const spinningProgress = (write: (text: string) => void, colours: boolean): Progress => {
  const spinner = createSpinner(colours)
  const open: string[] = []
  const say = (line: string) => spinner.above(() => write(`${line}\n`))
  return {
    say,
    begin: (what) => {
      const start = performance.now()
      open.push(what)
      spinner.show(what)
      return (mark) => {
        open.splice(open.indexOf(what), 1)
        const seconds = (performance.now() - start) / 1000
        say(`${mark === 'done' ? '✔' : '✖'} ${what}${seconds >= 1 ? `  ${seconds.toFixed(1)} s` : ''}`)
        spinner.show(open.at(-1) ?? '')
      }
    },
    show: (text) => spinner.show(text),
    clear: () => spinner.show(''),
  }
}

/** The progress that fits the terminal. */
export const createProgress = ({ canRedraw, coloursOnStderr }: Terminal): Progress => {
  const write = (text: string) => { process.stderr.write(text) }
  return canRedraw ? spinningProgress(write, coloursOnStderr) : plainProgress(write)
}
