import type { AlpineEffect } from '../alpine/effect.mts'
import type { BackupEffect } from '../backup/effect.mts'
import type { BuildEffect } from '../build/effect.mts'
import type { Exec } from '../kinds/native-run.mts'
import type { Door } from '../stack/environment.mts'
import type { RestoreEffect } from '../restore/effect.mts'
import type { levels } from '../logs/level.mts'
import type { WheelEffect } from '../wheels/effect.mts'
import type { Order } from '../tls/acme-order.mts'
import type { Process } from './process.mts'

/** What a step does to the world; a closed union, so the compiler lists every place that has to know a new one. */
export type Effect =
  /** A command to its end; its output is small. Past its `budget` (milliseconds) that is said; an `optional` one may fail, which is said too. */
  | { readonly do: 'run'; readonly argv: readonly string[]; readonly cwd?: string; readonly input?: string; readonly variables?: Readonly<Record<string, string>>; readonly budget?: number; readonly optional?: boolean }
  | { readonly do: 'write'; readonly path: string; readonly content: string; readonly mode?: number }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'folder'; readonly path: string; readonly mode: number; readonly owner?: string }
  /** A secret that gantry makes itself; the value never stands in a plan. */
  | { readonly do: 'secret'; readonly path: string; readonly generate: 'hex32' | 'base64url32' }
  /** A secret that a person has to give. */
  | { readonly do: 'ask'; readonly path: string; readonly name: string }
  /** Secrets joined into one text, as `postgres://user:{{db.password}}@…` asks for. */
  | { readonly do: 'compose-secret'; readonly path: string; readonly parts: readonly (string | { readonly secret: string })[] }
  /** Containers started in order of need until every one is ready, or the budget is over. */
  | { readonly do: 'wait'; readonly project: string; readonly goals: readonly Goal[] }
  /** A folder that is there whole or not at all: the commands fill `<path>.new`, which then takes its place. */
  | { readonly do: 'fill-folder'; readonly path: string; readonly owner?: string; readonly by: readonly Exec[] }
  /** A file copied for another user, who alone may read it. */
  | { readonly do: 'copy'; readonly from: string; readonly to: string; readonly owner: string }
  /** A certificate and its key made on this machine, signed by this user's own authority (made when there is none) or by itself; the two take the place of the folder's whole. */
  | { readonly do: 'sign-pair'; readonly folder: string; readonly names: readonly string[]; readonly addresses: readonly string[]; readonly by: 'authority' | 'itself' }
  /** A pair put into use: copied to `<to>/new`, given to the proxy's user by `hand`, made current, judged by `test`; refused, the one before it is current again. */
  | { readonly do: 'serve-pair'; readonly certificate: string; readonly key: string; readonly to: string; readonly hand?: readonly string[]; readonly test?: readonly string[] }
  /** The certificate that is served, compared with the file that is meant to be; `name` is asked for. */
  | { readonly do: 'compare-served'; readonly certificate: string; readonly address: string; readonly port: number; readonly name: string }
  /** A certificate ordered from an ACME server by a client in a container; what became of it is written down in `record`, for the next try. */
  | ({ readonly do: 'order-certificate'; readonly argv: readonly string[] } & Order)
  /** Processes that a killed run has left behind. */
  | { readonly do: 'end-processes'; readonly processes: readonly { readonly service: string; readonly pid: number; readonly born: string }[] }
  /** Processes started in order of need and looked after until a signal; `folder` holds their logs and state, `project` the containers beside them. */
  | { readonly do: 'supervise'; readonly processes: readonly Process[]; readonly goals: readonly Goal[]; readonly folder: string; readonly project: string | undefined; readonly announce: string; readonly timings: boolean; readonly lacking: Readonly<Record<string, string>>; readonly ports: Readonly<Record<string, Readonly<Record<string, number>>>> }
  /** Routes asked through the proxy until none says 503 any more; after `budget` (milliseconds) that is the service's own answer. */
  | { readonly do: 'answer'; readonly door: Door; readonly routes: readonly { readonly path: string; readonly host?: string }[]; readonly budget: number }
  /** Logs until a signal; `announce` is said first, `level` leaves out what matters less. */
  | { readonly do: 'follow'; readonly argv: readonly string[]; readonly announce?: string; readonly level?: string }
  /** What the log files of processes hold, and with `follow` what comes; `since` is a time as they write it. */
  | { readonly do: 'read-logs'; readonly folder: string; readonly names: readonly string[]; readonly since: string | undefined; readonly tail: number | undefined; readonly follow: boolean; readonly level: typeof levels[number] | undefined }
  /** The terminal handed to a command; its exit code becomes ours. */
  | { readonly do: 'hand-over'; readonly argv: readonly string[]; /** As that process is started: its folder and its environment. */ readonly like?: Process }
  /** A run without containers told to start services anew, until they are ready. */
  | { readonly do: 'ask-run'; readonly folder: string; readonly goals: readonly Goal[] }
  /** A run without containers started in the background, with these words for `dev`, until it is ready. */
  | { readonly do: 'detach'; readonly folder: string; readonly words: readonly string[]; readonly goals: readonly Goal[] }
  | BuildEffect
  | BackupEffect
  | RestoreEffect
  /** The wheelhouse: fetched, checked, cleared, packed. */
  | WheelEffect
  /** Both variants of an image built, started and measured. */
  | AlpineEffect
  /** A run without containers told to end. */
  | { readonly do: 'end-run'; readonly folder: string; readonly pid: number }

/** One service as the waiter sees it: when it may start, what counts as ready, how long it may take (milliseconds). */
export type Goal = {
  readonly service: string
  readonly tier: string
  readonly needs: readonly { readonly service: string; readonly until: 'ready' | 'done' }[]
  readonly until: 'ready' | 'done'
  readonly replicas: number
  readonly budget: number
  /** Run inside it when it has been started and is ready, before anything that needs it. */
  readonly then?: readonly string[]
}

/** One effect with its reason. Plans are lists of these; nothing here runs anything. */
export type Step = Effect & {
  readonly id: string
  readonly after: readonly string[]
  readonly why: string
  /** Keeps its progress off the screen; a failure is said all the same. */
  readonly quiet?: boolean
  /** What a person is asked about first; `removal` takes away what can be made again. */
  readonly danger?: 'data' | 'downtime' | 'removal'
  /** Tidies up: done whatever has become of those it comes after. */
  readonly regardless?: true
}

/** What a step did. */
export type Outcome = {
  readonly step: Step
  readonly state: 'done' | 'failed' | 'skipped'
  /** What was printed, or why it failed; empty otherwise. */
  readonly message: string
  /** The way out, where it failed. */
  readonly hint?: string
  /** The exit code it leads to, where that is not 1. */
  readonly exit?: number
  readonly data?: unknown
}
