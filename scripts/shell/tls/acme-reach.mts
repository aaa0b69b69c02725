import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { resolve } from 'node:path'
import type { Entry } from '../../stack/environment.mts'
import { directoryName } from '../../tls/acme-directory.mts'
import type { Order } from '../../tls/acme-order.mts'
import { briefly } from '../../tls/certificate.mts'
import { errorCode } from '../failure.mts'
import { makeFolder } from '../files.mts'
import { writeAtomically } from '../write.mts'

/** Whether the DNS has an address for a name. */
export type LookUp = (name: string) => Promise<'somewhere' | 'nowhere' | 'unknown'>
type Trouble = { readonly message: string; readonly hint: string }

const answers = '.well-known/acme-challenge'
/** A proxy that was told to reload answers anew within this time, in milliseconds. */
const patience = 1000

/** Whether an authority could find its answer here: nobody outside is asked while our own proxy does not give it out. */
export const checkReach = async (order: Order, folder: string, say: (line: string) => void, look: LookUp = lookUp): Promise<Trouble | undefined> => {
  const token = `gantry-${randomBytes(12).toString('hex')}`
  const webroot = resolve(folder, order.webroot)
  for (const path of ['', '.well-known', answers]) await makeFolder(resolve(webroot, path), 0o755)
  const file = resolve(webroot, answers, token)
  try {
    await writeAtomically(file, token, 0o644)
    const said = await Promise.all(order.names.map(async (name) => ({ name, said: await untilGiven(order.http, name, token) })))
    return proxyTrouble(order, said.filter(({ said }) => said !== token)) ?? await nameTrouble(order, say, look)
  } finally {
    await rm(file, { force: true })
  }
}

const untilGiven = async (http: Entry, name: string, token: string): Promise<string> => {
  for (const end = performance.now() + patience; ;) {
    const said = await fetchAnswer(http, name, token)
    if (said === token || performance.now() > end) return said
    await new Promise((wake) => setTimeout(wake, 200))
  }
}

/** What stands at an answer's address: its text, `404`, or the code of an error. */
const fetchAnswer = ({ address, port }: Entry, name: string, token: string): Promise<string> => new Promise((done) => {
  const host = address === '' || address === '0.0.0.0' ? '127.0.0.1' : address.replace(/[[\]]/g, '')
  const asked = request({ host, port, path: `/${answers}/${token}`, agent: false, timeout: 5000, headers: { host: name, 'user-agent': 'gantry' } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => { if (text.length < 1000) text += chunk }).on('error', () => done('ECONNRESET')).on('end', () => done(response.statusCode === 200 ? text : String(response.statusCode)))
  })
  asked.on('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
  asked.on('error', (error) => done(errorCode(error) || error.message))
  asked.end()
})

const proxyTrouble = ({ http, webroot }: Order, failed: readonly { readonly name: string; readonly said: string }[]): Trouble | undefined => {
  const [first] = failed
  if (!first) return undefined
  const where = `${http.address === '' ? '' : `${http.address}:`}${http.port}`
  if (first.said === 'ECONNREFUSED') return { message: `the proxy does not listen at ${where}, so no authority can be answered`, hint: 'start it first: `make up`' }
  const said = /^\d{3}$/.test(first.said) ? `says ${first.said}` : /^E[A-Z]+$/.test(first.said) ? `gives none (${first.said})` : 'gives another'
  return { message: `the proxy at ${where} does not give out answers from ${webroot} for ${briefly(failed.map(({ name }) => name))}: it ${said}`, hint: 'bring what runs up to date with the stack file: `make up`; if something else listens there, end it' }
}

/** Names that have no address; a private authority may know other ones than we do. */
const nameTrouble = async ({ names, isPublic, directory, http }: Order, say: (line: string) => void, look: LookUp): Promise<Trouble | undefined> => {
  const found = await Promise.all(names.map(async (name) => ({ name, state: await look(name) })))
  const without = briefly(found.filter(({ state }) => state === 'nowhere').map(({ name }) => name))
  if (without !== '' && isPublic) return { message: `no address in the DNS for ${without}, so ${directoryName(directory)} cannot find this machine`, hint: 'add an A or AAAA record that leads here, and wait until it is known everywhere' }
  if (without !== '') say(`no address in this machine's DNS for ${without}; ${directoryName(directory)} may know one`)
  if (isPublic && found.some(({ state }) => state === 'unknown')) say('the DNS does not answer here: whether the names lead to this machine was not looked at')
  if (isPublic && http.port !== 80) say(`${directoryName(directory)} asks at port 80, and the proxy listens at ${http.port}: something has to lead there`)
  return undefined
}

/** Asks the DNS alone: the hosts file counts for nobody but this machine. */
const lookUp: LookUp = async (name) => {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  const codes = await Promise.all([resolver.resolve4(name), resolver.resolve6(name)].map((asked) => asked.then(() => '', errorCode)))
  if (codes.includes('')) return 'somewhere'
  return codes.every((code) => code === 'ENOTFOUND' || code === 'ENODATA') ? 'nowhere' : 'unknown'
}
