// limit: 180
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { withTemp } from '../support/temp.mts'
import { judged } from './judged.mts'

const hasCompose = (() => {
  try {
    return execFileSync('docker', ['compose', 'version', '--short'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

const compose = suite('judge: docker compose')
const withCompose = when(hasCompose, 'there is no docker compose here', compose)

/** `config` asks for the env files, which setup makes: empty ones will do. */
const writeWithEnvFiles = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  for (const [, file = ''] of text.matchAll(/env_file: \[([^\]]+)\]/g)) {
    await mkdir(dirname(join(dirname(path), file)), { recursive: true })
    await writeFile(join(dirname(path), file), '')
  }
}

for (const { name, tree } of judged) withCompose(`config accepts the files of ${name}`, () => withTemp(async (folder) => {
  const files = [...tree].filter(([path]) => path.endsWith('compose.yaml'))
  assert.ok(files.length > 0)
  await Promise.all(files.map(async ([path, text]) => {
    await writeWithEnvFiles(join(folder, path), text)
    const { code, stderr } = await run(['docker', 'compose', '--file', join(folder, path), 'config', '--quiet'])
    assert.equal([code, stderr], [0, ''], `${name} ${path}`)
  }))
}))

withCompose('it does refuse', () => withTemp(async (folder) => {
  await writeFile(join(folder, 'compose.yaml'), 'services: { api: { imagge: x } }\n')
  assert.is.not((await run(['docker', 'compose', '--file', join(folder, 'compose.yaml'), 'config', '--quiet'])).code, 0)
}))

compose.run()
