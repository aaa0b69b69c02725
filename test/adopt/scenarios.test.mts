// limit: 120
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderedTree } from '../scenarios/trees.mts'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { convert, expectedOf, projects, scenarios } from './projects.mts'

const hasCompose = (() => {
  try {
    return execFileSync('docker', ['compose', 'version', '--short'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

const test = suite('init: whole projects')
const withCompose = when(hasCompose, 'there is no docker compose here', test)
const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
const mend = 'If that is meant: node test/adopt/accept.mts'

for (const name of await projects()) {
  test(`${name} gives the stack file that is expected`, () => convert(name, async ({ stack }) => assert.fixture(stack, await expectedOf(name, 'stack.yaml'), mend)))

  test(`${name} says what is expected`, () => convert(name, async ({ said }) => assert.fixture(said, await expectedOf(name, 'said.txt'), mend)))

  test(`${name} renders`, () => convert(name, async (_, folder) => assert.ok((await renderedTree(folder)).size > 3)))

  test(`${name} keeps every secret to itself`, () => convert(name, async ({ stack, said }) => {
    const secrets = (await readFile(join(scenarios, name, 'secrets.txt'), 'utf8')).split('\n').filter((line) => line !== '')
    assert.equal(secrets.filter((secret) => stack.includes(secret) || said.includes(secret)), [])
  }))

  withCompose(`${name} is accepted by docker compose`, () => convert(name, async (_, folder) => {
    for (const [path, text] of await renderedTree(folder)) if (path.endsWith('compose.yaml')) {
      await write(join(folder, path), text)
      for (const [, file = ''] of text.matchAll(/env_file: \[([^\]]+)\]/g)) await write(join(folder, dirname(path), file), '')
      const { code, stderr } = await run(['docker', 'compose', '--file', join(folder, path), 'config', '--quiet'])
      assert.equal([code, stderr], [0, ''], path)
    }
  }))
}

test.run()
