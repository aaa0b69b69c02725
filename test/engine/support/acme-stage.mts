import { X509Certificate } from 'node:crypto'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import * as assert from 'uvu/assert'
import { startAcme } from '../../support/acme.mts'
import type { Ran } from '../../support/run.mts'
import { createStack } from './stack.mts'

export const day = 86_400

/** A site that gets its certificate from a small authority; both are ready, nothing is running yet. */
export const stageAcme = async (name: string, http: number) => {
  const https = http + 1
  const acme = await startAcme({ httpPort: http, profiles: { classic: { description: 'the usual one', validityPeriod: 90 * day }, shortlived: { description: 'six days', validityPeriod: 6 * day } } })
  const stack = await createStack(name, { 'public/index.html': '<title>the page</title>' })
  await cp(acme.ca, join(stack.folder, 'ca.pem'))

  /** The stack with this in `tls:`; certificates come from pebble unless told otherwise. */
  const write = (changes: Readonly<Record<string, unknown>> = {}, port = http): Promise<void> => {
    const tls = { from: 'letsencrypt', directory: acme.directory, ca: 'ca.pem', profile: 'classic', names: ['www.example.test'], ...changes }
    return stack.write('stack.yaml', `services: { site: { kind: static-web, root: ./public, route: / } }
environments: { prod: { domain: app.example.test, http: '127.0.0.1:${port}', https: '127.0.0.1:${https}', tls: ${JSON.stringify(tls)} } }
`)
  }
  /** Brings what runs up to date with the stack file. */
  const up = async (): Promise<void> => {
    const { code, stderr } = await stack.gantry('up', '--env', 'prod')
    assert.is(code, 0, stderr)
  }
  const setup = (...words: string[]): Promise<Ran> => stack.gantry('ssl-setup', '--env', 'prod', ...words)
  const live = join(stack.folder, `ssl/prod/acme/live/${name}-prod/fullchain.pem`)
  const ordered = async (): Promise<X509Certificate> => new X509Certificate(await readFile(live))
  const record = async (): Promise<readonly { readonly what: string; readonly outcome: string }[]> => JSON.parse(await stack.read('ssl/prod/acme.json')).attempts

  /** The certificate that a client gets who trusts nobody but the test's authority. */
  const served = async (asked = 'app.example.test'): Promise<string> => {
    const ca = await acme.root().catch(() => undefined)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: https, servername: asked, ...ca === undefined ? { rejectUnauthorized: false } : { ca } }, () => { resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? ''); socket.end() })
      socket.on('error', reject)
    })
  }
  /** Asserts that a command failed with these words, and that what was served before still is. */
  const failsWith = async (act: () => Promise<Ran>, code: number, ...texts: readonly RegExp[]): Promise<void> => {
    const before = await served()
    const ran = await act()
    assert.is(ran.code, code, ran.stdout + ran.stderr)
    for (const text of texts) assert.ok(text.test(ran.stderr), `no ${text} in ${ran.stderr}`)
    assert.is(await served(), before)
  }
  /** Lets the orders so far be older than they are. */
  const age = async (): Promise<void> => {
    const text = await stack.read('ssl/prod/acme.json')
    await stack.write('ssl/prod/acme.json', text.replace(/"when": "([^"]+)"/g, (_, when: string) => `"when": "${new Date(Date.parse(when) - 7_200_000).toISOString()}"`))
  }
  /** Certbot asks for renewal information every six hours. */
  const forgetAsking = async (): Promise<void> => {
    const file = `ssl/prod/acme/renewal/${name}-prod.conf`
    await stack.write(file, (await stack.read(file)).replace(/ari_retry_after = .*/, 'ari_retry_after = 2020-01-01T00:00:00'))
  }
  /** The site in use, with a certificate of the authority. */
  const begin = async (): Promise<void> => {
    await write({ names: [] })
    await up()
    const { code, stderr } = await setup()
    assert.is(code, 0, stderr)
  }
  const remove = async (): Promise<void> => {
    await stack.remove()
    await acme.stop()
  }
  return { acme, stack, live, write, up, setup, ordered, record, served, failsWith, age, forgetAsking, begin, remove }
}
