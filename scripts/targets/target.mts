import type { Environment } from '../stack/environment.mts'
import type { Problem } from '../stack/problem.mts'
import type { Templates } from './template.mts'

/** A file to be written; `path` is relative to the stack folder. */
export type RenderedFile = { readonly path: string; readonly content: string }

/** Where a target's files of an environment stand, as a path relative to the stack folder (see place.mts). */
export type Place = (target: string, file: string) => string

export type RenderInput = {
  readonly environment: Environment
  readonly templates: Templates
  readonly place: Place
  /** The source's name for the header of a rendered file, relative to the stack folder. */
  readonly source: string
}

/** One kind of output: reads workloads, never a kind's name, and returns files. */
export type Target = {
  readonly name: string
  readonly summary: string
  /** Rendered once: its files are the same in every environment, and stand together. */
  readonly isShared?: true
  readonly render: (input: RenderInput) => readonly RenderedFile[]
  /** What this target cannot carry, said once when it renders. */
  readonly notes?: (environment: Environment) => readonly Pick<Problem, 'code' | 'path' | 'message' | 'hint'>[]
}
