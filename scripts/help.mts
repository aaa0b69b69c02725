import { autorun } from './shell/autorun.mts'
import { command, type AnyCommand } from './shell/command.mts'
import { listScripts, readAliases, type Script } from './shell/commands.mts'
import { mistake } from './shell/failure.mts'
import { columns, usage } from './shell/usage.mts'
import { isPackage, worded } from './shell/wording.mts'
import { nearest } from './stack/nearest.mts'

type Seen = { readonly scripts: readonly Script[]; readonly aliases: Readonly<Record<string, string>> }

const headings = [
  ['everyday', 'Every day'], ['production', 'Production'], ['images', 'Images'], ['checks', 'Checks'], ['more', 'More'],
] as const satisfies readonly (readonly [NonNullable<AnyCommand['group']>, string])[]

const inGroup = (scripts: readonly Script[], group: string): readonly Script[] =>
  scripts.filter(({ command }) => (command?.group ?? 'more') === group)

const example = (line: string, what: string): string => `${worded(line).padEnd(31)}  # ${what}`

/** Goals of the Makefile that are no scripts. */
const goals: readonly string[] = isPackage ? [] : ['test', 'goals', 'types', 'docs', 'check']

const overview = ({ scripts, aliases }: Seen): string => {
  const width = Math.max(...[...scripts.map(({ name }) => name), ...Object.keys(aliases)].map(({ length }) => length))
  const row = (name: string, what: string): readonly [string, string] => [name.padEnd(width), what]
  const groups = headings.map(([group, heading]) => [heading, inGroup(scripts, group)] as const).filter(([, members]) => members.length > 0)
  const former = Object.entries(aliases).map(([old, name]) =>
    row(old, scripts.some((script) => script.name === name) ? `make ${name}` : `will be make ${name}, which does not exist yet`))
  return [
    example('make dev', 'start here'), example('make health ENV=prod', 'the same for another environment'),
    example("make up ARGS='api --dry-run'", 'what a command would do for one service, and why'), '',
    ...groups.flatMap(([heading, members]) => [heading, columns(members.map(({ name, command, trouble }) => row(name, command?.summary ?? trouble ?? ''))), '']),
    ...(former.length > 0 ? ['Former names', columns(former), ''] : []),
    worded('More about one: make help ARGS=NAME'), '',
  ].join('\n')
}

/** Why there is no such command, and which one was meant. */
const refuse = (name: string, { scripts, aliases }: Seen): never => {
  const old = Object.keys(aliases).find((each) => aliases[each] === name || each === name)
  if (old) throw mistake(`${old} will be \`make ${aliases[old]}\`: that command does not exist yet`, '`make help` lists the commands there are')
  const near = nearest(name, [...scripts.map((script) => script.name), ...Object.keys(aliases), ...goals])
  throw mistake(`there is no command ${JSON.stringify(name)}`, near ? `did you mean \`make ${near}\`?` : '`make help` lists them')
}

const explainOne = (name: string, seen: Seen): string => {
  const script = seen.scripts.find((each) => each.name === (seen.aliases[name] ?? name))
  if (!script) return refuse(name, seen)
  return script.command ? usage(script.command) : `${name}: ${script.trouble}\n`
}

/** What there is, from the scripts themselves. */
export const help = command({
  name: 'help',
  summary: 'List the commands, or explain some of them',
  examples: [['make help', 'every command'], ['make help ARGS=dev', 'one of them']],
  group: 'more',
  positionals: 'names',
  options: {},
  needsStack: false,
  observe: async (): Promise<Seen> => ({ scripts: await listScripts(help), aliases: await readAliases() }),
  plan: () => [],
  report: ({ services }, seen) => ({
    text: services.length === 0 ? overview(seen) : services.map((name) => explainOne(name, seen)).join('\n'),
    result: seen.scripts.map(({ name, command, trouble }) => ({ name, summary: command?.summary ?? trouble })),
  }),
})

await autorun(import.meta, help)
