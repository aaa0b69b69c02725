import { readdirSync, readFileSync } from 'node:fs'
import { compileTemplates, type Sources } from '../../scripts/targets/template.mts'

const root = new URL('../../templates/', import.meta.url)

/** Gantry's own templates as they stand on disk. */
export const ownTemplates: Sources = Object.fromEntries(readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length).replace(/^\//, ''))
  .map((name) => [name, readFileSync(new URL(name, root), 'utf8')]))

export const { templates } = compileTemplates({ own: ownTemplates, overrides: {} })
