import type { SecretEntry } from './deliver.mts'
import type { Crew, Member } from './member.mts'
import { asSecretName } from './names.mts'
import { isOwn } from './secret-words.mts'
import { entries, get, items, textOf, type Tree } from './tree.mts'

/** Secrets that a service has by compose's own `secrets:`, and files it has by `configs:`. */
export type Given = { readonly secrets: readonly SecretEntry[]; readonly volumes: readonly string[]; /** Paths that changed. */ readonly moved: ReadonlyMap<string, string> }

/** Reads `secrets:` and `configs:` of a service; `root` is the whole compose file. */
export const givenTo = (member: Member, crew: Crew, root: Tree): Given => {
  const moved = new Map<string, string>()
  const secrets = items(get(member.source.tree, 'secrets')).flatMap((item) => secretOf(item, member, crew, root, moved))
  const volumes = items(get(member.source.tree, 'configs')).flatMap((item) => configOf(item, member, crew, root))
  return { secrets, volumes, moved }
}

const nameIn = (item: Tree): string => textOf(item) ?? textOf(get(item, 'source')) ?? ''

const secretOf = (item: Tree, member: Member, { secrets, notes, members }: Crew, root: Tree, moved: Map<string, string>): readonly SecretEntry[] => {
  const source = nameIn(item)
  const declared = get(get(root, 'secrets'), source)
  const target = textOf(get(item, 'target')) ?? source
  const path = target.startsWith('/') ? target : `/run/secrets/${target}`
  const owner = members.find(({ kind, source: of }) => kind === 'postgres' && of.variables.some(({ name, text }) => name === 'POSTGRES_PASSWORD_FILE' && text.endsWith(`/${source}`)))
  if (owner) {
    const file = `/run/secrets/${owner.label.replaceAll('-', '_')}_password`
    if (owner !== member) { moved.set(path, file); member.wants.add(owner.label); notes.took(member.label, item.at, `the secret ${source}`, file, `it is the password of ${owner.label}, which makes it itself`); if (path !== file && !member.source.variables.some(({ text }) => text === path)) notes.left(member.label, item.at, path, `the password stands in ${file} now`, `read it there, or from the file that ${owner.label.toUpperCase().replaceAll('-', '_')}_PASSWORD_FILE names`) }
    return []
  }
  const name = asSecretName(source)
  const variable = textOf(get(declared, 'environment'))
  const file = textOf(get(declared, 'file'))
  if (path !== `/run/secrets/${name}`) { moved.set(path, `/run/secrets/${name}`); if (!member.source.variables.some(({ text }) => text === path)) notes.left(member.label, item.at, path, `the secret stands in /run/secrets/${name} now`, 'read it there') }
  if (variable !== undefined) { notes.took(member.label, item.at, `the secret ${source}`, `its value \${${variable}}`, 'it comes from .env'); return [{ name, value: `\${${variable}}` }] }
  const isMade = file === undefined && isOwn(source)
  secrets.declare(name, isMade ? 'hex32' : 'none')
  notes.took(member.label, declared?.at ?? item.at, `the secret ${source}`, `the secret ${name}`, isMade ? 'setup makes a new value; write `generate: none` where the one of before has to stay' : file === undefined ? 'setup asks for its value' : `copy ${file} to secrets/dev/${name}, or give its value when setup asks`)
  return [{ name }]
}

const configOf = (item: Tree, { label }: Member, { notes }: Crew, root: Tree): readonly string[] => {
  const source = nameIn(item)
  const declared = get(get(root, 'configs'), source)
  const file = textOf(get(declared, 'file'))
  const target = textOf(get(item, 'target')) ?? `/${source}`
  if (file === undefined || /^(\.\.|~)/.test(file)) { notes.left(label, item.at, `configs: ${source}`, entries(declared).some(([key]) => key === 'content') ? 'its text stands in the compose file' : 'it is no file of this folder', `write it to a file and mount it: \`volumes: ["./${source}:${target}:ro"]\``); return [] }
  return [`${file.startsWith('/') ? file : `./${file.replace(/^\.\//, '')}`}:${target}:ro`]
}
