import type { DockerfileFacts } from '../kinds/kind.mts'

/**
 * What the last stage of a Dockerfile says of its working folder and its command. Only four instructions are
 * looked at, so a parser of the whole language is not worth its start-up time here.
 */
export const readDockerfile = (text: string): DockerfileFacts => {
  let stage: { workdir?: string; entrypoint?: readonly string[]; command?: readonly string[] } = {}
  for (const { word, rest } of instructions(text)) {
    if (word === 'FROM') stage = {}
    else if (word === 'WORKDIR') stage.workdir = rest.startsWith('/') ? rest : `${stage.workdir ?? ''}/${rest}`
    else if (word === 'CMD') stage.command = words(rest)
    else if (word === 'ENTRYPOINT') stage.entrypoint = words(rest)
  }
  return stage
}

const instructions = (text: string) => text.replace(/^\s*#.*\n?/gm, '').replace(/\\\r?\n/g, ' ').split(/\r?\n/)
  .flatMap((line) => {
    const match = /^\s*(FROM|WORKDIR|CMD|ENTRYPOINT)\s+(.*)$/i.exec(line)
    return match ? [{ word: (match[1] ?? '').toUpperCase(), rest: (match[2] ?? '').trim() }] : []
  })

/** The JSON form as it is; the plain form is what a shell would be given. */
const words = (rest: string): readonly string[] => {
  try {
    const list: unknown = JSON.parse(rest)
    if (Array.isArray(list)) return list.map(String)
  } catch {
    // Not JSON: the plain form.
  }
  return ['/bin/sh', '-c', rest]
}
