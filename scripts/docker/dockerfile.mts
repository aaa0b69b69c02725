import type { DockerfileFacts } from '../kinds/kind.mts'

/**
 * What a stage of a Dockerfile, the last one unless told, says of its working folder and its command; a stage made from another
 * begins with what that one says. Only four instructions are looked at, so a parser of the whole language is not worth its
 * start-up time here.
 */
export const readDockerfile = (text: string, target?: string): DockerfileFacts => {
  const stages = new Map<string, Stage>()
  let stage: Stage = {}
  for (const { word, rest } of instructions(text)) {
    if (word === 'FROM') {
      const [, from = '', name] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) ?? []
      stage = { ...stages.get(from.toLowerCase()) }
      stages.set((name ?? String(stages.size)).toLowerCase(), stage)
    } else if (word === 'WORKDIR') stage.workdir = rest.startsWith('/') ? rest : `${stage.workdir ?? ''}/${rest}`
    else if (word === 'CMD') stage.command = words(rest)
    else if (word === 'ENTRYPOINT') {
      stage.entrypoint = words(rest)
      // Docker forgets an inherited CMD where a stage has an ENTRYPOINT of its own.
      delete stage.command
    }
  }
  return (target === undefined ? undefined : stages.get(target.toLowerCase())) ?? stage
}

type Stage = { workdir?: string; entrypoint?: readonly string[]; command?: readonly string[] }

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
