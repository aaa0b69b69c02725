import { setupReport } from './report/certificate.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { observeSetup } from './shell/tls/observe-setup.mts'
import { observeTrust } from './shell/tls/observe-trust.mts'
import { refuseGiven, refuseNative, refuseWish } from './shell/tls/refuse-setup.mts'
import { setupSteps } from './tls/setup.mts'
import { trustSteps } from './tls/trust.mts'

const options = {
  renew: { type: 'boolean', hint: 'for cron: renew what is due; says nothing when nothing was due and all is well' },
  status: { type: 'boolean', hint: 'only look: names, issuer, time left, next renewal, whether it is what is served' },
  force: { type: 'boolean', hint: 'a new certificate although the present one will do' },
  trust: { type: 'boolean', hint: 'make this system trust your own authority (as root), or say what to type' },
} as const

/** One command for the certificate of any environment: made here, ordered, or the user's own; served by a reload, never a restart. */
export const sslSetup = command({
  name: 'ssl-setup',
  group: 'production',
  summary: 'make, order or install the certificate of an environment, and renew it',
  examples: [
    ['make ssl-setup', 'dev: signed by an authority of your own; says how to trust it'], ['make ssl-setup ENV=prod', 'as `tls:` of prod says; safe to repeat'],
    ['make ssl-setup ENV=prod ARGS=--renew', 'from cron, every day'], ['make ssl-setup ENV=prod ARGS=--status', 'exit 1 when something is wrong'],
  ],
  options,
  rounds: 5,
  later: () => 'the running proxy is given what is new, judges it with nginx -t and reloads; what it serves is compared with the file',
  observe: async ({ environment, stackFolder, now, options: asked }) => {
    const tls = refuseWish(environment, asked)
    const [seen, trust] = await Promise.all([observeSetup(stackFolder, environment, now.getTime()), tls.from === 'selfsigned' ? observeTrust() : undefined])
    if (!asked.status) {
      refuseNative(environment, seen)
      refuseGiven(environment, seen)
    }
    return { tls, seen, trust }
  },
  plan: ({ environment, options: asked }, { tls, seen, trust }) =>
    asked.status ? [] : [...setupSteps(environment, tls, seen, asked), ...trust && asked.trust ? trustSteps(trust) : []].map((step) => asked.renew ? { ...step, quiet: true } : step),
  report: ({ environment, options: asked, colours }, { tls, seen, trust }, outcomes) => setupReport({ environment, tls, seen, trust, asked, colours, outcomes }),
})

await autorun(import.meta, sslSetup)
