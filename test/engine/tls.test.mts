// limit: 420
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { copyDemo, tlsPort } from './support/demo.mts'

const [http, host] = [19_130, 'staging.example.com']
const https = tlsPort(http)
const demo = await copyDemo('t-tls', http)
/** The authority of a user who has nothing yet. */
const home = { env: { XDG_DATA_HOME: join(demo.folder, 'data') } }
const authority = join(demo.folder, 'data/gantry/authority/certificate.pem')
const gantry = (command: string, ...words: string[]) => demo.gantryWith(home, command, '--env', 'staging', ...words)

const tls = suite('the demo over TLS')
tls.after(() => demo.remove())

tls('comes up with a certificate of the user\'s own authority, and health says so', async () => {
  const up = await gantry('up')
  assert.is(up.code, 0, up.stderr)
  assert.match(up.stdout, `https://${host}:${https}/api/`)
  const health = await gantry('health')
  assert.is(health.code, 0, health.stdout)
  assert.match(health.stdout, /certificate +staging\.example\.com by gantry authority .* 89 d left of 90 d/)
})

tls('setting up a second time changes nothing, and renewing is not due', async () => {
  const before = await demo.runs('staging')
  for (const words of [[], ['--renew']]) {
    const { code, stderr } = await gantry('ssl-setup', ...words)
    assert.is(code, 0, stderr)
  }
  assert.equal(await demo.runs('staging'), before)
  assert.equal(JSON.parse((await gantry('ssl-setup', '--dry-run', '--json')).stdout).result.steps ?? [], [])
})

tls('its own checklist gives it an A+, headers and all', async () => {
  const { code, stdout, stderr } = await gantry('ssl-check', '--json')
  assert.is(code, 0, stdout + stderr)
  assert.is(JSON.parse(stdout).result.grade, 'A+')
})

/** Its exit code counts what it did not like or could not find out, which the findings tell better; from 242 on it broke down. */
const judged = (error: unknown): void => {
  const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: string }
  if (typeof code !== 'number' || code >= 242) throw new Error(`testssl.sh ended with ${String(code)}: ${stdout?.slice(-1000)}`)
}

/** What testssl.sh says, by its ids. */
const testssl = async (): Promise<Readonly<Record<string, { readonly severity: string; readonly finding: string }>>> => {
  const program = process.env['GANTRY_TESTSSL']
  assert.ok(program, 'GANTRY_TESTSSL names testssl.sh: test/engine/env.sh sets it')
  const file = join(demo.folder, 'testssl.json')
  await promisify(execFile)(program ?? '', ['--openssl', '/usr/bin/openssl', '--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--add-ca', authority, '--jsonfile', file, `https://${host}:${https}/`], { timeout: 300_000, maxBuffer: 2 ** 26 }).catch(judged)
  const found = JSON.parse(await readFile(file, 'utf8')) as readonly { readonly id: string; readonly severity: string; readonly finding: string }[]
  return Object.fromEntries(found.map((one) => [one.id, one]))
}

tls('testssl.sh gives it an A+', async () => {
  const found = await testssl()
  const said = Object.values(found).filter(({ severity }) => ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'].includes(severity)).map(({ finding }) => finding).join('\n')
  assert.is(found['overall_grade']?.finding, 'A+', said)
  // A certificate of an authority of one's own names nobody to ask whether it was revoked; the page that is compressed is the same for everybody.
  const expected = new Set(['cert_revocation', 'BREACH'])
  assert.equal(Object.entries(found).filter(([id, { severity }]) => ['MEDIUM', 'HIGH', 'CRITICAL'].includes(severity) && !expected.has(id)).map(([id, { finding }]) => `${id}: ${finding}`), [])
})

tls.run()
