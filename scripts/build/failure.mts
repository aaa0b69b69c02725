import { gist, instructionOf } from './instruction.mts'
import type { Trace, Vertex } from './trace.mts'

/** So many of its last lines explain a step that failed, and so many at most of them were said on stderr before them. */
const told = 12
const complaints = 6

/** Why a build failed: the step with its place and its last lines, and the way out where it is known. */
export const failureOf = ({ vertices, words }: Trace, dockerfile: string): { readonly message: string; readonly hint?: string } => {
  const broken = [...vertices.values()].filter(({ error }) => error !== undefined)
  const cause = broken.find(({ error = '' }) => !/context canceled/.test(error))
  const said = lastWords(words)
  const instruction = cause && instructionOf(cause)
  const place = placeIn(words, dockerfile)
  const what = instruction ? `${place ?? dockerfile}: ${gist(instruction.text)}: ${plain(said || cause?.error || '')}` : `${place === undefined ? '' : `${place}: `}${plain(said || cause?.error || 'the build ended without a word')}`
  return { message: [what, ...lastLines(cause).map((line) => `  ${line}`)].join('\n'), ...hintOf(`${said}\n${cause?.error ?? ''}\n${cause?.printed ?? ''}`) }
}

const lastWords = (words: readonly string[]): string => words.findLast((word) => word.startsWith('ERROR: '))?.slice('ERROR: '.length) ?? words.at(-1) ?? ''

/** Layers of the error that tell nothing, and the command, which stands before it already. */
const plain = (text: string): string => {
  const bare = text.replace(/^(?:failed to build: |failed to solve: |target \S+: |failed to compute cache key: |failed to calculate checksum of ref \S+: )+/, '').replace(/^process ".*" did not complete successfully: /s, '')
  return bare.replace(/^exit code: (\d+)$/, 'ended with $1')
}

/** `Dockerfile:12`, above the lines that BuildKit quotes. */
const placeIn = (words: readonly string[], dockerfile: string): string | undefined => {
  const line = words.findIndex((word, index) => /^\S.*:\d+$/.test(word) && /^-{10,}$/.test(words[index + 1] ?? ''))
  return line === -1 ? undefined : `${dockerfile}:${words[line]?.slice((words[line] ?? '').lastIndexOf(':') + 1)}`
}

/** The last lines, and of stderr those that would be lost: it may have been read before all the rest. */
const lastLines = (vertex: Vertex | undefined): readonly string[] => {
  const last = linesIn(vertex?.printed).slice(-told)
  const said = linesIn(vertex?.complained).slice(-complaints)
  return said.every((line) => last.includes(line)) ? last : [...said, ...last.filter((line) => !said.includes(line)).slice(said.length - told)]
}

const linesIn = (text = ''): readonly string[] => text.split(/[\r\n]+/).map((line) => line.trimEnd()).filter((line) => line !== '')

const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/no space left on device/i, 'the disk of the engine is full: `docker system df` shows by what, `make clean` and `docker builder prune` make room'],
  [/exit code: 137|ended with 137|signal: killed/i, 'it was killed, most often for want of memory: `--jobs 1` builds one image after another'],
  [/failed to resolve source metadata|failed to do request|pull access denied/i, 'the image cannot be fetched: log in with `docker login`, or name another source for it with `images:` of the environment or --images FILE'],
  [/(?:THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY|checksum mismatch)/i, 'a package is not what its lock says: fetch it anew, and find out why before you change the lock'],
  [/npm ci` can only install packages when your package\.json and package-lock\.json/i, 'run `npm install` in that folder and commit package-lock.json'],
  [/pyproject\.toml changed significantly since poetry\.lock|poetry\.lock is not up to date/i, 'run `poetry lock` in that folder and commit poetry.lock'],
  [/lockfile.*(?:needs to be updated|is not up to date)|ERR_PNPM_OUTDATED_LOCKFILE/i, 'write the lock anew in that folder (`uv lock`, `pnpm install`) and commit it'],
  [/updates to go\.mod needed|missing go\.sum entry/i, 'run `go mod tidy` in that folder and commit go.mod and go.sum'],
  [/Could not find a version that satisfies|No matching distribution found/i, 'nothing fits this Python and this platform: another version in the requirements, or `make download-wheels`, which says what it was looking for'],
  [/Temporary failure in name resolution|EAI_AGAIN|no such host|Could not resolve host|NewConnectionError/i, 'the build reaches no network: `make download-wheels` makes Python packages ready for that'],
  [/"\/?\S*": not found/i, 'it is not in the build folder, or its .dockerignore hides it: `make build ARGS=--context` shows what is'],
]

const hintOf = (text: string): { readonly hint?: string } => {
  const hint = hints.find(([pattern]) => pattern.test(text))?.[1]
  return hint === undefined ? {} : { hint }
}
