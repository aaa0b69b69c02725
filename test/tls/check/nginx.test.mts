import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sslCheckReport } from '../../../scripts/report/ssl-check.mts'
import { checkAll } from '../../../scripts/tls/check/checklist.mts'
import { freePort } from '../../native/support.mts'
import { when } from '../../support/skip.mts'
import { withTemp } from '../../support/temp.mts'
import { host, observe, startNginx } from './endpoint.mts'
import { secureHeaders } from './observed.mts'
import { makePair } from './pki.mts'

const program = process.env['GANTRY_NGINX'] ?? ''
const version = (() => {
  try {
    return execFileSync('sh', ['-c', '"$0" -v 2>&1', program], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  } catch {
    return ''
  }
})()

const authority = await makePair('check authority', { isAuthority: true, days: 3000 })
const leaf = await makePair(host, { names: [host], signer: authority })

type Ports = { readonly https: number; readonly http: number }

/** What nginx has to be told for an A+. */
const good = ({ https, http }: Ports): string => `
  server_tokens off;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
  ssl_ecdh_curve X25519:prime256v1:secp384r1;
  ssl_prefer_server_ciphers off;
  ssl_session_cache shared:tls:1m;
  ssl_session_tickets off;
  map $https $hsts { default ""; on "${secureHeaders['Strict-Transport-Security']}"; }
  add_header Strict-Transport-Security $hsts always;
  ${Object.entries(secureHeaders).filter(([name]) => name !== 'Strict-Transport-Security').map(([name, value]) => `add_header ${name} "${value}" always;`).join('\n  ')}
  server { listen 127.0.0.1:${https} ssl http2 default_server; ssl_reject_handshake on; }
  server { listen 127.0.0.1:${https} ssl http2; server_name ${host}; ssl_certificate pair.pem; ssl_certificate_key key.pem; location = / { return 200 "hello"; } location / { return 404; } }
  server { listen 127.0.0.1:${http}; location / { return 301 https://$host:${https}$request_uri; } }`

/** The same with its mistakes. */
const bad = ({ https, http }: Ports): string => `
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
  ssl_ciphers AES128-SHA:DHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0;
  server { listen 127.0.0.1:${https} ssl; ssl_certificate pair.pem; ssl_certificate_key key.pem; add_header Strict-Transport-Security max-age=300; location = / { return 200 "hello"; } location / { return 404; } }
  server { listen 127.0.0.1:${http}; location / { return 302 https://www.example.test/; } }`

/** Starts nginx, runs the command, stops nginx. */
const checked = (lines: (ports: Ports) => string) => withTemp(async (folder) => {
  const [https, http] = [await freePort(), await freePort()]
  const place = join(folder, 'nginx')
  await mkdir(place)
  for (const each of [folder, place]) await chmod(each, 0o755)
  for (const [name, text] of [['pair.pem', leaf.pem], ['key.pem', leaf.key], ['ca.pem', authority.pem]] as const) await writeFile(join(place, name), text)
  const { stop } = await startNginx(program, place, lines({ https, http }), http)
  try {
    const observed = await observe(https, { http, ca: join(place, 'ca.pem') })
    return sslCheckReport(observed, checkAll(observed), false)
  } finally {
    await stop()
  }
})

const servers = suite('ssl-check: nginx')
const where = when(version !== '', 'GANTRY_NGINX names no nginx', servers)

where('a good one has an A+, and the exit code says so', async () => {
  const { exit, result, text } = await checked(good)
  assert.equal(result.lines.filter(({ verdict }) => verdict !== 'ok').map(({ id, verdict }) => `${verdict} ${id}`), ['open post-quantum', 'open revocation'])
  assert.equal([result.grade, result.score.total, result.headers?.grade, result.passed, exit], ['A+', 96, 'A+', true, undefined])
  assert.match(text, /\nGrade A\+ by testssl's caps \(score 96\)\.\nHeaders A\+ \(135\) by the observatory's table\.\n/)
  assert.ok(text.split('\n').every((line) => line.length <= 80), text)
})

where('a bad one has its mistakes named, each with the way out', async () => {
  const { exit, result, text } = await checked(bad)
  const { lines } = result
  const failed = lines.filter(({ verdict }) => verdict === 'fail')
  assert.equal(failed.map(({ id }) => id), [
    'tls10', 'tls11', 'tls13', 'cbc', 'aead', 'suites', 'groups', 'http2', 'unknown-name', 'beast', 'redirect', 'hsts', 'headers', 'server-tokens', 'header-score',
  ])
  assert.ok(failed.every(({ wayOut }) => wayOut !== ''), JSON.stringify(failed))
  assert.equal([result.grade, result.because, exit], ['B', ['TLS 1.0', 'TLS 1.1'], 1])
  assert.is(lines.find(({ id }) => id === 'redirect')?.evidence, 'it leads to another host, www.example.test')
  assert.match(text, /\n  fail  HSTS +300 s is less than 180 days\n {8}→ nginx: add_header Strict-Transport-Security/)
})

servers.run()
