import { DockerfileParser, type Copy, type Env, type From, type Instruction, type Onbuild } from 'dockerfile-ast'

/** An instruction without what only a parser needs. */
export type Line = {
  readonly keyword: string
  /** From 1. */
  readonly line: number
  readonly flags: readonly (readonly [name: string, value: string])[]
  readonly words: readonly string[]
  /** All that follows the flags, as one line. */
  readonly content: string
  /** Names and values of an ARG or ENV. */
  readonly values: readonly (readonly [name: string, value: string | undefined])[]
  /** What an ONBUILD keeps for the stages made from its own. */
  readonly trigger: Line | undefined
}

/** A stage of a Dockerfile; `base` is an earlier stage or an image, `platform` as it is written. */
export type Stage = { readonly name: string; readonly base: string; readonly platform: string | undefined; readonly line: number; readonly lines: readonly Line[] }

/** The stages of a Dockerfile in their order, and the ARG lines before the first. */
export const readStages = (text: string): { readonly globals: readonly Line[]; readonly stages: readonly Stage[] } => {
  const globals: Line[] = []
  const stages: (Stage & { readonly lines: Line[] })[] = []
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const line = lineOf(instruction)
    if (line.keyword !== 'FROM') (stages.at(-1)?.lines ?? globals).push(line)
    else stages.push({ name: ((instruction as From).getBuildStage() ?? String(stages.length)).toLowerCase(), base: line.words[0] ?? '', platform: line.flags.find(([flag]) => flag === 'platform')?.[1], line: line.line, lines: [] })
  }
  return { globals, stages }
}

/** What only some instructions can tell. */
type Special = Partial<Pick<Copy, 'getFlags' | 'getHeredocs'> & Pick<Env, 'getProperties'> & Pick<Onbuild, 'getTriggerInstruction'>>

const lineOf = (instruction: Instruction): Line => {
  const { getFlags, getHeredocs, getProperties, getTriggerInstruction } = instruction as unknown as Special
  const heredocs = getHeredocs?.call(instruction) ?? []
  const body = Math.min(...heredocs.map((each) => (each.getContentRange() ?? each.getDelimiterRange())?.start.line ?? Infinity))
  const trigger = getTriggerInstruction?.call(instruction)
  return {
    keyword: instruction.getKeyword(),
    line: instruction.getRange().start.line + 1,
    flags: (getFlags?.call(instruction) ?? []).map((flag) => [flag.getName(), flag.getValue() ?? '']),
    words: instruction.getArguments().filter((word) => word.getRange().start.line < body).map((word) => word.getValue()),
    content: instruction.getArgumentsContent() ?? '',
    values: (getProperties?.call(instruction) ?? []).map((each) => [each.getName(), each.getValue() ?? undefined]),
    trigger: trigger ? lineOf(trigger) : undefined,
  }
}
