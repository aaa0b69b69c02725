import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { median, type Goal } from './goal.mts'
import { run } from './processes.mts'
import { load, proxyText, stageTls } from './tls-stage.mts'

const rounds = 5

/** What somebody writes who knows that upstreams want to be kept alive, with the access log of ours. */
const handWritten = (ours: string): string => `pid /tmp/nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 4096; }
http {
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path /tmp/${name};`).join('\n')}
${[...ours.matchAll(/^ *(?:map \$(?:request_uri \$logged_path|status \$logged_status).*|log_format [\s\S]*?;|access_log \/dev\/stdout.*)$/gm)].map(([line]) => line).join('\n')}
  keepalive_requests 1000000;
  upstream app { server app:8000; keepalive 64; }
  server {
    listen 443 ssl;
    http2 on;
    server_name app.example.test;
    ssl_certificate /etc/nginx/tls/current/fullchain.pem;
    ssl_certificate_key /etc/nginx/tls/current/privkey.pem;
    location / {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_pass http://app;
    }
  }
}
`

/** Ours, but every request opens a connection to the service. */
const withoutKeepalive = (ours: string): string => ours.replace(/^ *keepalive \d+.*;$/gm, '  keepalive 0;').replace(/^ *keepalive_timeout (?!60s).*;$/gm, '').replace('proxy_set_header Connection $passed_connection;', 'proxy_set_header Connection close;')

/** The proxy over TLS is as fast as nginx with upstreams kept alive can be. */
export const goal: Goal = {
  name: 'the proxy over TLS',
  needsEngine: true,
  measure: async () => {
    const stage = await stageTls('goal-tls')
    const others = { theirs: `${stage.project}-theirs`, without: `${stage.project}-without` }
    try {
      const ours = await proxyText(stage)
      const image = (await run(['docker', 'inspect', '--format', '{{.Config.Image}}', `${stage.project}-proxy-1`])).trim()
      const start = async (name: string, text: string): Promise<string> => {
        const folder = join(stage.folder, name)
        await mkdir(folder, { mode: 0o755 })
        await writeFile(join(folder, 'nginx.conf'), text)
        await run(['docker', 'run', '--detach', '--rm', '--name', name, '--network', stage.network, '--user', '101:101', '--cpus', '1', '--read-only', '--tmpfs', '/tmp',
          '--volume', `${folder}:/etc/nginx/gantry:ro`, '--volume', `${stage.folder}/ssl/prod/served:/etc/nginx/tls:ro`, '--volume', `${stage.folder}/ssl/prod/webroot:/var/www/acme:ro`,
          '--entrypoint', 'nginx', image, '-c', '/etc/nginx/gantry/nginx.conf', '-g', 'daemon off;'])
        return (await run(['docker', 'inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', name])).trim()
      }
      const addresses = { ours: stage.address, theirs: await start(others.theirs, handWritten(ours)), without: await start(others.without, withoutKeepalive(ours)) }
      const rates = { ours: [] as number[], theirs: [] as number[], without: [] as number[] }
      for (let round = 0; round < rounds; round++) for (const name of ['ours', 'theirs', 'without'] as const) {
        const { rate, failed, done } = await load(addresses[name], ['--h1', '--clients', '64', '--duration', '3', '--warm-up-time', '1'])
        if (!(done > 0) || failed > 0) throw new Error(`${name}: ${failed} of ${done} requests failed`)
        rates[name].push(rate)
      }
      const [a, b, c] = [median(rates.ours), median(rates.theirs), median(rates.without)]
      return [
        { what: 'against the same without upstream keepalive', measured: a / c, limit: 2, unit: ' ×', atLeast: true, detail: `${a.toFixed(0)} / ${c.toFixed(0)} requests/s, medians of ${rounds}` },
        { what: 'against a minimal nginx written by hand', measured: a / b, limit: 0.9, unit: ' ×', atLeast: true, detail: `${a.toFixed(0)} / ${b.toFixed(0)} requests/s, medians of ${rounds}` },
      ]
    } finally {
      for (const name of Object.values(others)) await run(['docker', 'rm', '--force', name], { codes: [0, 1] })
      await stage.end()
    }
  },
}
