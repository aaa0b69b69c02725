import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { zstdDecompressSync } from 'node:zlib'
import { ownState } from '../../scripts/shell/backup/own-state.mts'
import { withTemp } from '../support/temp.mts'
import { environment } from '../targets/workload.mts'

const state = suite('backup: gantry\'s own state as an archive')

const files = {
  'stack.yaml': 'name: shop\n', '.env': 'PORT=1\nAPI_TOKEN=abc123\n', 'templates/nginx/server.conf': '# mine\n', 'images.lock': 'lock\n', '.gantry/prod/releases/1/release.json': '{}', '.gantry/prod/lock': '1 up',
  'ssl/prod/served/1/fullchain.pem': '-----BEGIN CERTIFICATE-----\n', 'ssl/prod/served/1/privkey.pem': '-----BEGIN PRIVATE KEY-----\n', 'secrets/prod/db_password': 'secret', 'ssl/dev/other.pem': 'x',
}
const means = { signal: new AbortController().signal, say: () => {}, show: () => {}, stallMs: 5000, totalMs: 10_000 }

state('everything that runs it again, and no secret; keys only where archives are encrypted', () => withTemp(async (stackFolder) => {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(stackFolder, path)), { recursive: true })
    await writeFile(join(stackFolder, path), content)
  }
  await symlink('1', join(stackFolder, 'ssl/prod/served/current'))
  const home = join(stackFolder, '.gantry/prod')
  const folder = join(stackFolder, 'run')
  await Promise.all([mkdir(folder), mkdir(join(home, 'own-state-left'))])
  const { archives: [archive], failures, skipped } = await ownState({ environment: environment(), stackFolder, home, folder, recipients: [] }, means)
  assert.equal(failures, [])
  assert.equal(skipped.map(({ item, message }) => `${item}: ${message}`), [
    '.env API_TOKEN: a secret: only its name is kept', 'ssl/prod/served/1/privkey.pem: a private key: kept only in encrypted backups, see `backups: { encrypt: […] }`',
  ])
  const tar = zstdDecompressSync(await readFile(join(folder, archive?.file ?? '')))
  const names = execFileSync('tar', ['-t', '-f', '-'], { input: tar, encoding: 'utf8' }).split('\n').filter((name) => name !== '' && !name.endsWith('/')).sort()
  assert.equal(names, ['./.env', './.gantry/prod/releases/1/release.json', './images.lock', './ssl/prod/served/1/fullchain.pem', './ssl/prod/served/current', './stack.yaml', './templates/nginx/server.conf'])
  assert.is(tar.includes('abc123'), false)
  assert.equal([archive?.of, archive?.byHand, (await stat(join(folder, archive?.file ?? ''))).mode & 0o777], ['gantry', ['mkdir -p stack', 'zstd --quiet --test gantry.tar.zst && zstd --decompress --stdout gantry.tar.zst | tar --extract --directory stack'], 0o600])
  assert.equal((await readdir(home)).sort(), ['lock', 'releases'])
}))

state('a target that is not there is a failure, and nothing is left in between', () => withTemp(async (stackFolder) => {
  await writeFile(join(stackFolder, 'stack.yaml'), '')
  const { archives, failures } = await ownState({ environment: environment(), stackFolder, home: join(stackFolder, '.gantry/prod'), folder: join(stackFolder, 'nowhere'), recipients: [] }, means)
  assert.equal([archives.length, failures.length], [0, 1])
}))

state.run()
