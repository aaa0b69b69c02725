import { bareRefusal, readUnusable } from '../docker/refusal.mts'
import { answerTrouble } from './acme-answer.mts'
import { directoryName } from './acme-directory.mts'
import { readValidations, validationTrouble } from './acme-validation.mts'
import { stays, type Hindered, type Verdict, type Words } from './acme-verdict.mts'
import { wayTrouble } from './acme-way.mts'

/** Reads what became of an order out of certbot's words. */
export const readAcmeWords = (words: Words): Verdict => {
  if (words.code === 0) return { outcome: /Successfully received certificate|Congratulations!/.test(words.output) ? 'issued' : 'kept' }
  return byEngine(words) ?? byMachine(words) ?? validationTrouble(readValidations(words.output)) ?? answerTrouble(words) ?? wayTrouble(words) ?? unknown(words)
}

/** The container did not run, or not to its end. */
const byEngine = ({ code, output, directory }: Words): Hindered | undefined => {
  if (code === 124) return { outcome: 'late', message: `${directoryName(directory)} was too slow: the order was given up`, hint: `${stays}; try again later` }
  if (code === 130 || code === 137 || code === 143) return { outcome: 'interrupted', message: 'the order was interrupted', hint: `${stays}; run it again` }
  const unusable = code === 125 || code === 127 ? readUnusable(code, output) : undefined
  if (unusable) return { outcome: 'no-engine', message: unusable.message, hint: unusable.hint }
  const image = /Unable to find image '([^']+)' locally/.exec(output)?.[1]
  if (code === 125) return { outcome: 'no-engine', message: image === undefined ? `certbot does not start: ${bareRefusal(output.replace(/^docker: /, ''))}` : `the image ${image} is not on this machine and cannot be fetched`, hint: image === undefined ? '' : 'load it, or name another by `tls: { image: … }` or an image map' }
  return undefined
}

/** This machine is in the way. */
const byMachine = ({ output, logFile }: Words): Hindered | undefined => {
  if (/Another instance of Certbot is already running/.test(output)) return { outcome: 'busy', message: 'another order is under way', hint: 'wait until it has ended: `docker ps` shows its container' }
  if (/No space left on device|Disk quota exceeded/.test(output)) return { outcome: 'disk-full', message: 'the disk is full: the certificate cannot be saved', hint: `free some space, then run it again; ${stays}` }
  const denied = /Permission denied: '\/(acme|webroot)[^']*'/.exec(output)
  if (denied) return { outcome: 'not-permitted', message: `certbot may not write into ${logFile.split('/').slice(0, 2).join('/')}/${denied[1]}`, hint: 'give the folder to the user who runs this (chown -R)' }
  const unknownWords = /unrecognized arguments: (.*)/.exec(output)?.[1]
  return unknownWords === undefined ? undefined : { outcome: 'too-old', message: `this certbot does not know ${unknownWords}`, hint: 'take a newer image by `tls: { image: … }`' }
}

const idle = /^(?:Saving debug log|Ask for help|An unexpected error occurred|Some challenges have failed|Requesting a certificate|Renewing an existing|Account registered|- - -|\s|$)/

const unknown = ({ code, output, logFile }: Words): Hindered => {
  const said = output.split('\n').filter((line) => !idle.test(line)).slice(-3).join('; ')
  return { outcome: 'other', message: `certbot ended with ${code}${said === '' ? '' : `: ${said}`}`, hint: `${logFile} has more` }
}
