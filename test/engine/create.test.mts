// limit: 120
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cp, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { exampleFolders } from '../scenarios/trees.mts'
import { root, run } from '../support/run.mts'
import { createStack, docker, type Stack } from './support/stack.mts'

/** A copy of an example under a name of its own, with what a person would be asked for. */
const copyOf = async (folder: string): Promise<Stack> => {
  const text = await readFile(join(folder, 'stack.yaml'), 'utf8')
  const { name, secrets = {} } = parse(text) as { name: string; secrets?: Readonly<Record<string, { generate?: string } | null>> }
  const stack = await createStack(`t-create-${name}`, {})
  for (const path of folder === root ? ['services', '.env.example'] : ['.']) await cp(join(folder, path), join(stack.folder, path), { recursive: true, filter: (from) => !['.gantry', 'secrets', '.env'].includes(basename(from)) })
  await stack.write('stack.yaml', text.replace(/^name: [\w-]+/m, `name: ${stack.name}`))
  for (const [secret, use] of Object.entries(secrets)) if ((use?.generate ?? 'none') === 'none') await stack.write(`secrets/dev/${secret}`, 'given by a person')
  return stack
}

const create = suite('the engine takes the dev file of every example: what `config` can not judge')
const stacks: Stack[] = []

create.after(() => Promise.all(stacks.map(({ remove }) => remove())).then(() => {}))

for (const folder of await exampleFolders()) create(folder === root ? 'the demo' : basename(folder), async () => {
  const stack = await copyOf(folder)
  stacks.push(stack)
  const { code, stderr } = await stack.gantry('setup')
  assert.not.match(stderr, /refused|error/, `setup ended with ${code}`)
  const compose = ['docker', 'compose', '--file', join(stack.folder, '.gantry/dev/compose/compose.yaml')]
  const images = await run([...compose, 'config', '--images'])
  assert.is(images.code, 0, images.stderr)
  // What an image has in it does not matter before it is started.
  for (const image of images.stdout.trim().split('\n').filter((name) => name.startsWith(`${stack.name}/`))) await docker('tag', 'localhost/gantry/busybox:1', image)
  const created = await run([...compose, 'create', '--no-build', '--pull', 'never'])
  assert.is(created.code, 0, created.stderr)
  assert.ok((await stack.containers()).length > 2)
})

create.run()
