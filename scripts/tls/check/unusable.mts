import type { Reply } from './reply.mts'

const unrecognizedName = 112
const protocolVersion = 70

/** Why an endpoint that answered nothing but this cannot be checked, and the way out; undefined when it holds a handshake. */
export const unusable = (replies: readonly Reply[], at: string, name: string | undefined): readonly [message: string, wayOut: string] | undefined => {
  const of = <K extends Reply['kind']>(kind: K) => replies.find((reply): reply is Extract<Reply, { kind: K }> => reply.kind === kind)
  if (of('hello') || of('sslv2')) return undefined
  const [strange, silent] = [of('strange'), of('silent')]
  const alerts = replies.flatMap((reply) => reply.kind === 'alert' ? [reply.alert] : [])
  if (strange) return [`${at} does not speak TLS: it answers ${JSON.stringify(strange.text)}`, 'its port for HTTPS is another one']
  if (silent) return [`${at}: ${silent.why}`, 'it takes connections and says nothing: look at what listens there']
  if (alerts.includes(unrecognizedName)) return [`${at} refuses ${name === undefined ? 'a handshake without a name' : `the name ${name}`}`, 'ask for a name that it serves: --url=https://NAME --connect=ADDRESS:PORT']
  // That a version is refused says less than why the others are.
  const alert = alerts.find((each) => each !== protocolVersion) ?? alerts[0]
  if (alert !== undefined) return [`${at} refuses every handshake, with the alert ${alert}`, 'does it have a certificate? Its log says more']
  return [`${at} hangs up before a handshake`, 'look at what listens there; its log says more']
}
