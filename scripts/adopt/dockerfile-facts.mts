import { plainPath } from '../stack/plain-path.mts'
import { readDockerfile } from '../docker/dockerfile.mts'
import type { ProjectFiles } from './project-files.mts'

/** What a Dockerfile says of the image it makes. */
export type ImageFacts = {
  readonly path: string
  /** The public image the built stage ends at. */
  readonly base: string
  readonly ports: readonly number[]
  readonly user: string | undefined
  readonly health: { readonly test: string; readonly line: number } | undefined
  readonly workdir: string | undefined
  readonly entrypoint: readonly string[] | undefined
  readonly command: readonly string[] | undefined
  /** Defaults of its ARGs. */
  readonly args: Readonly<Record<string, string>>
  readonly text: string
}

type Stage = { base: string; ports: number[]; user: string | undefined; health: ImageFacts['health'] }

/** Reads the Dockerfile of a build; undefined where there is none. */
export const imageFacts = (files: ProjectFiles, context: string, dockerfile: string, target: string | undefined): ImageFacts | undefined => {
  const path = plainPath(`${context}/${dockerfile}`)
  const text = files.read(path)
  if (text === undefined) return undefined
  const args: Record<string, string> = {}
  const stages = new Map<string, Stage>()
  let stage: Stage = { base: '', ports: [], user: undefined, health: undefined }
  for (const { word, rest, line } of instructions(text)) {
    const filled = fill(rest, args)
    if (word === 'ARG') { const [, name = '', value] = /^(\w+)(?:=(.*))?$/.exec(rest) ?? []; if (value !== undefined) args[name] = value.replace(/^(['"])(.*)\1$/, '$2') }
    else if (word === 'FROM') {
      const [, from = '', name] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(filled) ?? []
      const before = stages.get(from.toLowerCase())
      stage = before ? { ...before, ports: [...before.ports] } : { base: from, ports: [], user: undefined, health: undefined }
      stages.set((name ?? String(stages.size)).toLowerCase(), stage)
    } else if (word === 'EXPOSE') stage.ports.push(...filled.split(/\s+/).map((port) => Number(port.split('/')[0])).filter((port) => port > 0))
    else if (word === 'USER') stage.user = filled
    else if (word === 'HEALTHCHECK') stage.health = /^NONE$/i.test(rest) ? undefined : { test: rest.replace(/^(?:--\S+\s+)*CMD\s+/i, ''), line }
  }
  const own = (target === undefined ? undefined : stages.get(target.toLowerCase())) ?? stage
  const { workdir, entrypoint, command } = readDockerfile(text, target)
  return { path, ...own, workdir, entrypoint, command, args, text }
}

const fill = (text: string, args: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)/g, (_, braced?: string, fallback?: string, bare?: string) => args[braced ?? bare ?? ''] ?? fallback ?? '')

const instructions = (text: string) => {
  const found: { readonly word: string; readonly rest: string; readonly line: number }[] = []
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    let whole = lines[index] ?? ''
    while (/\\\s*$/.test(whole) && index + 1 < lines.length) whole = whole.replace(/\\\s*$/, ' ') + (lines[++index] ?? '')
    const [, word = '', rest = ''] = /^\s*(FROM|ARG|ENV|EXPOSE|USER|HEALTHCHECK)\s+(.*)$/i.exec(whole) ?? []
    if (word !== '') found.push({ word: word.toUpperCase(), rest: rest.trim(), line })
  }
  return found
}

/** The language of the code in an image, by what it is made from. */
export const languageOf = (base: string): 'node' | 'python' | 'go' | 'nginx' | undefined => {
  const name = base.replace(/@.*$/, '').replace(/:[^/:]*$/, '').split('/').at(-1) ?? ''
  if (/^(node|node-\w+|bun|playwright)$/.test(name) && name !== 'bun') return 'node'
  if (/^(python|uvicorn-gunicorn(-fastapi)?|uv|miniconda3|pytorch)$/.test(name)) return 'python'
  if (/^golang$/.test(name)) return 'go'
  return /^(nginx|nginx-unprivileged)$/.test(name) ? 'nginx' : undefined
}

/** The language by the build's own stages and files, for images that end at a bare system (`FROM alpine`, `FROM scratch`). */
export const languageOfBuild = (facts: ImageFacts, names: readonly string[]): ReturnType<typeof languageOf> => {
  const own = languageOf(facts.base)
  if (own) return own
  if (!/^(scratch|alpine|debian|ubuntu|busybox|gcr\.io\/distroless\/|cgr\.dev\/)/.test(facts.base)) return undefined
  const froms = [...facts.text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].flatMap(([, from = '']) => languageOf(fill(from, facts.args)) ?? [])
  return froms.includes('go') && (names.includes('go.mod') || names.includes('main.go') || froms[0] === 'go') ? 'go' : froms.find((one) => one !== 'nginx' && one !== 'go')
}
