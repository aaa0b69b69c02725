import { existsSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { extension } from './call.mts'

/** `gantry NAME …`: the script of that name in this process; help for everything that is none. */
const [name, ...rest] = process.argv.slice(2)
const isCommand = name !== undefined && /^[a-z][a-z0-9-]*$/.test(name) && existsSync(join(import.meta.dirname, '..', `${name}${extension}`))

if (name === '--version') {
  const manifest = JSON.parse(readFileSync(findPackageJSON(import.meta.url) ?? '', 'utf8')) as { readonly version: string }
  console.log(manifest.version)
} else {
  const help = name === undefined || name === '--help' || name === '-h' ? ['help', ...rest] : ['help', ...rest.filter((word) => word === '--json'), '--', name]
  if (!isCommand) process.argv.splice(2, Infinity, ...help)
  await import(`../${isCommand ? name : 'help'}${extension}`)
}
