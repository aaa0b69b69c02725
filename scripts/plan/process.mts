import type { Exec, NativeProbe } from '../kinds/native-run.mts'

/** One process that is looked after; times are milliseconds, paths are relative to the stack folder. */
export type Process = {
  readonly service: string
  /** What it runs on, for people. */
  readonly on: string
  readonly argv: readonly string[]
  readonly cwd: string
  /** Folders that come first on its PATH. */
  readonly path: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** Variables whose values are read from files when it starts. */
  readonly secrets: Readonly<Record<string, string>>
  /** Run each time before it starts. */
  readonly before?: Exec
  readonly runs: 'service' | 'job'
  /** Services it uses: it ends before them. */
  readonly needs: readonly string[]
  readonly restart: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  readonly stop: { readonly grace: number; readonly signal: string }
  readonly probe?: NativeProbe
  readonly timings: { readonly interval: number; readonly timeout: number; readonly retries: number; readonly startPeriod: number; readonly startInterval: number }
  /** Folder whose changes restart it. */
  readonly watch?: string
  /** Ports it listens on. */
  readonly ports: readonly number[]
}
