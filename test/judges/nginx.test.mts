// needs: engine
// limit: 120
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../support/run.mts'
import { when } from '../support/skip.mts'
import { pairOf } from '../targets/real/secure.mts'
import { judged } from './judged.mts'
import { everything } from './nginx-everything.mts'

const pair = pairOf(['example.com'])

/** What `nginx -t` has against files, one line each; it runs as a user without rights on a read-only root. */
const refused = async (files: readonly (readonly [path: string, text: string])[], program = 'nginx'): Promise<readonly string[]> => {
  const copy = await mkdtemp(join(tmpdir(), 'gantry-judge-'))
  try {
    await chmod(copy, 0o755)
    for (const [path, text] of [...files.map(([path, text]) => [join('conf', path), text] as const), ['tls/current/fullchain.pem', pair.certificate], ['tls/current/privkey.pem', pair.key]] as const) {
      await mkdir(join(copy, dirname(path)), { recursive: true })
      await writeFile(join(copy, path), text)
    }
    const script = `for f in $(find /judged/conf -name nginx.conf); do out=$(${program} -t -c $f 2>&1); code=$?; echo "$code $f"; echo "$out" | grep -E "warn|emerg|error"; done; true`
    const { stdout, stderr, code } = await run(['docker', 'run', '--rm', '--network', 'none', '--user', '101:101', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL',
      '--volume', `${copy}:/judged:ro`, '--volume', `${copy}/tls:/etc/nginx/tls:ro`, ...program === 'nginx' ? [] : ['--volume', `${dirname(program)}:${dirname(program)}:ro`],
      '--entrypoint', 'sh', 'localhost/gantry/nginx:1.30', '-c', script])
    assert.is(code, 0, stderr)
    const lines = stdout.trim().split('\n')
    assert.is(lines.filter((line) => /^\d+ \//.test(line)).length, files.length)
    return lines.filter((line) => !line.startsWith('0 '))
  } finally {
    await rm(copy, { recursive: true })
  }
}

const nginx = suite('judge: nginx -t')

nginx('1.30 accepts every file of the repository without a warning', async () => {
  const files = judged.flatMap(({ name, tree }) => [...tree].filter(([path]) => path.endsWith('nginx.conf')).map(([path, text]) => [join(name.replace(' ', '-'), path), text] as const))
  assert.ok(files.length > 20)
  assert.equal(await refused(files), [])
})

for (const [version, openssl, program] of [['1.22', '3.0', process.env['GANTRY_NGINX_1_22']], ['1.26', '3.5', process.env['GANTRY_NGINX_1_26']], ['1.30', '3.5', 'nginx']] as const) {
  const test = when(program !== undefined, `there is no nginx ${version}: test/engine/provision.sh unpacks one`, nginx)
  test(`${version} accepts everything that is rendered for it, without a warning`, async () => {
    assert.equal(await refused(everything(version, openssl), program), [])
  })
}

nginx.run()
