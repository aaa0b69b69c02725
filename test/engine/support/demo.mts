import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { root } from '../../support/run.mts'
import { createStack, type Stack } from './stack.mts'

/** Where the copy on this port is reached over TLS. */
export const tlsPort = (port: number): number => port + 500

/** A fresh copy of the demo under a name and on ports of its own. */
export const copyDemo = async (name: string, port: number): Promise<Stack> => {
  const document = parseDocument(await readFile(join(root, 'stack.yaml'), 'utf8'))
  document.set('name', name)
  for (const env of ['dev', 'staging', 'prod']) document.setIn(['environments', env, 'http'], `127.0.0.1:${port}`)
  document.setIn(['environments', 'staging', 'https'], `127.0.0.1:${tlsPort(port)}`)
  const stack = await createStack(name, { 'stack.yaml': String(document) })
  for (const path of ['services', '.env.example']) await cp(join(root, path), join(stack.folder, path), { recursive: true })
  return stack
}
