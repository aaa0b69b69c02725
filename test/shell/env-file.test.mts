import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readEnvFile } from '../../scripts/shell/env-file.mts'
import { withTemp } from '../support/temp.mts'

const read = (text: string) => withTemp(async (folder) => {
  await writeFile(join(folder, '.env'), text)
  return readEnvFile(join(folder, '.env'), '.env')
})
const cuts = async (text: string) => (await read(text)).problems.map(({ code, severity, path, file, line, column }) => `${severity} ${code} ${file}:${line}:${column} ${path}`)

const envFile = suite('env file')

envFile('is read into a value, and process.env is left alone', async () => {
  const { values, problems } = await read('A=1\nexport B="two words"\n# comment\nC=\'$x\'\n')
  assert.equal([values, problems], [{ A: '1', B: 'two words', C: '$x' }, []])
  assert.is(process.env['A'], undefined)
})

envFile('may be missing', async () => {
  assert.equal(await readEnvFile('/no/such/.env'), { values: {}, problems: [] })
})

envFile('warns where dotenv cuts a value at #', async () => {
  assert.equal(await cuts('A=abc#def'), ['warning env-file-hash .env:1:6 A'])
  assert.equal(await cuts('X=1\n\nexport A = a b#c#d\r\nB=#all\nC: a#b\n'), ['warning env-file-hash .env:3:15 A', 'warning env-file-hash .env:4:3 B', 'warning env-file-hash .env:5:5 C'])
  assert.equal(await cuts('URL=https://example.com/#top'), ['warning env-file-hash .env:1:25 URL'])
})

envFile('does not warn of comments and quoted values', async () => {
  assert.equal(await cuts('A=abc # def\nB="a#b"\nC=\'a#b\'\n#D=a#b\nE=\nF= # none\nG="a" # b\nH="first\nI=a#b\n"\nJ=`a#b`\n'), [])
})

envFile('agrees with dotenv on what is cut', async () => {
  const text = 'A=abc#def\nB=abc # x\nC="a#b"\nD=#x\nE=a"b#c"\nF=a#\nG=a\n'
  const { values, problems } = await read(text)
  const written = Object.fromEntries(text.trim().split('\n').map((line) => [line[0], line.slice(2).replace(/^"(.*)"$/, '$1').replace(/ #.*/, '')]))
  assert.equal(problems.map(({ path }) => path), Object.keys(written).filter((name) => values[name] !== written[name]))
})

envFile('never shows a value, it may be a secret', async () => {
  assert.not.match(JSON.stringify((await read('A=hunter#2')).problems), 'hunter')
})

envFile('that can not be read is a problem', () => withTemp(async (folder) => {
  await mkdir(join(folder, '.env'))
  const { problems } = await readEnvFile(join(folder, '.env'), '.env')
  assert.equal(problems.map(({ code, severity, file }) => [code, severity, file]), [['env-file', 'error', '.env']])
}))

envFile.run()
