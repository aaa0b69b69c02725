// Takes what init makes now as what is expected: `node test/adopt/accept.mts`, then look at `git diff test/adopt`.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convert, projects, scenarios } from './projects.mts'

for (const name of await projects()) await convert(name, async ({ stack, said }) => {
  const expected = join(scenarios, name, 'expected')
  await mkdir(expected, { recursive: true })
  await writeFile(join(expected, 'stack.yaml'), stack)
  await writeFile(join(expected, 'said.txt'), said)
  console.log(name)
})
