// Takes what is rendered now as what is expected: `node test/scenarios/accept.mts [NAME…]`, then look at `git diff test/scenarios`.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { renderedTree, scenarios, stacksIn } from './trees.mts'

const all = await stacksIn(scenarios)
const names = process.argv.length > 2 ? process.argv.slice(2) : all
const stranger = names.find((name) => !all.includes(name))
if (stranger !== undefined) throw new Error(`there is no scenario ${stranger}; there are ${all.join(', ')}`)
for (const name of names) {
  const tree = await renderedTree(join(scenarios, name))
  const expected = join(scenarios, name, 'expected')
  await rm(expected, { recursive: true, force: true })
  for (const [path, text] of tree) {
    await mkdir(dirname(join(expected, path)), { recursive: true })
    await writeFile(join(expected, path), text)
  }
  console.log(`${name}: ${tree.size} files`)
}
