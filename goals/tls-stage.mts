import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './processes.mts'
import { stageStack, type Stage } from './stage.mts'

/** The name that the certificate is for; clients are led to the proxy's own address, past Docker's port forwarding. */
export const host = 'app.example.test'

/** A proxy with TLS in front of a service that answers two kilobytes without any work, brought up by gantry. */
export const stageTls = async (name: string): Promise<Stage & { readonly address: string; readonly network: string }> => {
  const stage = await stageStack(name, `name: ${name}
services:
  app:
    kind: container
    image: nginx:1.30-alpine
    user: "101:101"
    port: 8000
    command: [nginx, -c, /etc/app.conf, -g, daemon off;]
    volumes: [./app.conf:/etc/app.conf:ro, { tmpfs: true, path: /tmp }]
    health: { tcp: http }
    route: /
environments:
  prod: { http: 127.0.0.1:18090, https: 127.0.0.1:18443, domain: ${host}, tls: selfsigned, proxy: { limit: false, connections: 0 } }
`, 'prod')
  await writeFile(join(stage.folder, 'app.conf'), `pid /tmp/app.pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((temporary) => `  ${temporary}_temp_path /tmp/${temporary};`).join('\n')}
  server { listen 8000; location / { default_type text/plain; return 200 "${'0123456789abcdef'.repeat(128)}"; } }
}
`)
  await stage.gantry('up')
  const proxy = `${stage.project}-proxy-1`
  const networks = JSON.parse(await run(['docker', 'inspect', '--format', '{{json .NetworkSettings.Networks}}', proxy])) as Record<string, { readonly IPAddress: string }>
  const [network, { IPAddress: address }] = Object.entries(networks).find(([one]) => one.endsWith('backend')) ?? Object.entries(networks)[0] ?? ['', { IPAddress: '' }]
  return { ...stage, address, network }
}

/** What h2load found: requests per second, and how many were not answered with 2xx or 3xx. */
export const load = async (address: string, words: readonly string[]): Promise<{ readonly rate: number; readonly failed: number; readonly done: number }> => {
  const text = await run(['h2load', '--threads', '1', '--connect-to', `${address}:443`, ...words, `https://${host}/`])
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN)
  return { rate: number(/, ([\d.]+) req\/s/), failed: number(/(\d+) failed/) + number(/(\d+) 4xx/) + number(/(\d+) 5xx/), done: number(/(\d+) succeeded/) }
}

/** The proxy's own text as it was rendered. */
export const proxyText = (stage: Stage): Promise<string> => readFile(join(stage.composeFile, '../../nginx/proxy/nginx.conf'), 'utf8')
