import { request } from 'node:https'
import type { Goal } from './goal.mts'
import { host, load, stageTls } from './tls-stage.mts'

const clients = 8

/** One request on a connection of its own: the serial number it was served with, or what went wrong. */
const ask = (address: string): Promise<{ readonly serial: string } | { readonly failed: string }> => new Promise((done) => {
  const asked = request({ host: address, port: 443, path: '/', servername: host, headers: { host }, agent: false, rejectUnauthorized: false, timeout: 5000 }, (response) => {
    const { serialNumber } = (response.socket as import('node:tls').TLSSocket).getPeerCertificate()
    response.resume().on('end', () => done(response.statusCode === 200 ? { serial: serialNumber } : { failed: String(response.statusCode) })).on('error', (error) => done({ failed: error.message }))
  })
  asked.on('timeout', () => asked.destroy(new Error('no answer in 5 s'))).on('error', (error) => done({ failed: error.message })).end()
})

/** Certificates are swapped under load and nobody notices. */
export const goal: Goal = {
  name: 'certificates swapped under load',
  needsEngine: true,
  measure: async () => {
    const stage = await stageTls('goal-swap')
    try {
      const serials = new Set<string>()
      const failures: string[] = []
      let asked = 0
      let isOver = false
      const client = async () => {
        while (!isOver) {
          const answer = await ask(stage.address)
          asked += 1
          if ('serial' in answer) serials.add(answer.serial)
          else failures.push(answer.failed)
        }
      }
      const all = Array.from({ length: clients }, client)
      for (let swap = 0; swap < 3; swap++) await stage.gantry('ssl-setup', '--force')
      isOver = true
      await Promise.all(all)
      const long = await load(stage.address, ['--clients', '8', '--max-concurrent-streams', '10', '--requests', '40000'])
      return [
        { what: `requests that failed, of ${asked} by ${clients} clients on new connections`, measured: failures.length, limit: 0, unit: '', detail: failures[0] ?? `${serials.size} certificates seen` },
        { what: 'certificates seen', measured: serials.size, limit: 4, unit: '', atLeast: true, detail: 'the first and three swaps' },
        { what: 'requests that failed, of 5,000 on each of 8 connections', measured: long.failed + (40_000 - long.done), limit: 0, unit: '', detail: `${long.rate.toFixed(0)} requests/s over HTTP/2` },
      ]
    } finally {
      await stage.end()
    }
  },
}
