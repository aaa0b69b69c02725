import type { Environment, Tls } from '../../stack/environment.mts'
import { givenTroubles } from '../../tls/choice.mts'
import { dateOf } from '../../tls/lifetime.mts'
import type { SetupSeen } from '../../tls/seen.mts'
import { fail, mistake, refusal } from '../failure.mts'

/** What an environment says of TLS; refused are one that says nothing, and wishes that make no sense together. */
export const refuseWish = ({ name, tls }: Environment, { status, force, renew, trust }: { readonly status: boolean; readonly force: boolean; readonly renew: boolean; readonly trust: boolean }): Tls => {
  if (!tls) return fail(mistake(`${name} has no \`tls:\` in stack.yaml`, `add to environments.${name}: ${name === 'dev' ? '`tls: selfsigned`' : '`tls: letsencrypt` and its `domain:`, or `tls: selfsigned`'}`))
  if (status && (force || renew || trust)) fail(mistake(`--status only looks, and ${force ? '--force' : renew ? '--renew' : '--trust'} changes something`, 'leave one of the two out'))
  if (trust && tls.from !== 'selfsigned') fail(mistake(`--trust is about your own authority, and the certificate of ${name} comes from ${tls.from === 'files' ? 'files of yours' : 'an ACME server'}`, 'leave it out'))
  return tls
}

/** No ACME server is asked where nothing runs in a container. */
export const refuseNative = ({ tls, name }: Environment, { proxy }: SetupSeen): void => {
  if (tls?.from === 'letsencrypt' && proxy.is === 'native') fail(refusal(`${name} runs without containers, and no ACME server is asked there`, `start it in containers: \`make ${name === 'prod' ? 'prod' : `up ENV=${name}`}\``))
}

/** The user's own pair is not put into use unless it is right; what is served stays. */
export const refuseGiven = ({ tls, name }: Environment, seen: SetupSeen): void => {
  if (tls?.from !== 'files') return
  const troubles = givenTroubles(seen, tls, seen.now).filter(({ level }) => level === 'bad')
  if (troubles.length === 0) return
  const { certificate } = seen.served ?? {}
  const stays = certificate ? `what ${name} serves stays: ${certificate.isPlaceholder ? 'a placeholder' : `${certificate.subject} of ${certificate.issuer}, until ${dateOf(certificate.notAfter)}`}` : ''
  fail(mistake(troubles.map(({ text }) => text).join('; '), [...new Set(troubles.map(({ hint }) => hint)), stays].filter((text) => text !== '').join('\n')))
}
