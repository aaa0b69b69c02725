import { resolve } from 'node:path'
import type { Effect } from '../../plan/step.mts'
import { dateOf } from '../../tls/lifetime.mts'
import type { Certificate } from '../../tls/certificate.mts'
import { fail, failed } from '../failure.mts'
import { readText } from '../files.mts'
import type { Done } from '../performers.mts'
import { askServed } from './ask-served.mts'
import { parseCertificates, readCertificate } from './read-certificate.mts'

/** A graceful reload takes a moment, in milliseconds: how long to wait for it, and how often to look. */
const patience = 5000
const pace = 100

/** Waits until what is served is the certificate in the file; when it stays another one, says which. */
export const compareServed = async ({ certificate: file, ...endpoint }: Extract<Effect, { do: 'compare-served' }>, folder: string, time = patience): Promise<Done> => {
  const own = readCertificate(parseCertificates(await readText(resolve(folder, file)) ?? '') ?? []) ?? fail(failed(`${file} has no certificate in it`))
  const end = performance.now() + time
  for (;;) {
    const { certificate, why } = await askServed(endpoint)
    if (certificate?.fingerprint === own.fingerprint) return { ok: true, message: '' }
    if (performance.now() >= end) return different(file, own, certificate, why, endpoint)
    await new Promise((done) => { setTimeout(done, pace) })
  }
}

const different = (file: string, own: Certificate, served: Certificate | undefined, why: string | undefined, { name, port }: { readonly name: string; readonly port: number }): Done => ({
  ok: false,
  message: served ? `${name}:${port} serves ${told(served)}; ${file} is ${told(own)}` : `${name}:${port} was asked for its certificate: ${why}`,
  hint: served ? 'something else may stand in front of the proxy, or hold its port' : 'the logs of the proxy say more',
})

/** A certificate as it is told from another. */
const told = ({ subject, issuer, serial, notAfter }: Certificate): string => `${subject} of ${issuer} until ${dateOf(notAfter)} (serial ${serial.slice(0, 12)})`
