// needs: engine
// limit: 120
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/run.mts'
import { judged } from './judged.mts'

const nginx = suite('judge: nginx -t')

nginx('1.30 accepts every file without a warning, as a user without rights on a read-only root', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'gantry-judge-'))
  await chmod(copy, 0o755)
  try {
    const files = judged.flatMap(({ name, tree }) => [...tree].filter(([path]) => path.endsWith('nginx.conf')).map(([path, text]) => [join(name.replace(' ', '-'), path), text] as const))
    assert.ok(files.length > 20)
    for (const [path, text] of files) {
      await mkdir(join(copy, dirname(path)), { recursive: true })
      await writeFile(join(copy, path), text)
    }
    const script = 'for f in $(find /conf -name nginx.conf); do out=$(nginx -t -c $f 2>&1); code=$?; echo "$code $f"; echo "$out" | grep -E "warn|emerg|error"; done; true'
    const { stdout, stderr, code } = await run(['docker', 'run', '--rm', '--network', 'none', '--user', '101:101', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL',
      '--volume', `${copy}:/conf:ro`, '--entrypoint', 'sh', 'localhost/gantry/nginx:1.30', '-c', script])
    assert.is(code, 0, stderr)
    assert.equal(stdout.trim().split('\n').filter((line) => !line.startsWith('0 ')), [])
    assert.is(stdout.trim().split('\n').length, files.length)
  } finally {
    await rm(copy, { recursive: true })
  }
})

nginx.run()
