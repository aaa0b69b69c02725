import { sslCheckReport } from './report/ssl-check.mts'
import { autorun } from './shell/autorun.mts'
import { command } from './shell/command.mts'
import { checkAll } from './tls/check/checklist.mts'
import { observeTarget } from './shell/tls/check-observe.mts'

/** What graders of TLS ask of an endpoint, asked from here: each line with what was seen, and the way out where it is not as it should be. */
export const sslCheck = command({
  name: 'ssl-check',
  group: 'checks',
  summary: 'check an endpoint for all that an A+ takes, from here',
  examples: [
    ['make ssl-check ENV=prod', 'the environment\'s own HTTPS; exit 1 when something is wrong'],
    ["make ssl-check ARGS='--url https://example.com'", 'any other'],
    ["make ssl-check ARGS='--url https://a.test --connect 127.0.0.1:8443'", 'before its name leads there'],
  ],
  needsStack: false,
  options: {
    url: { type: 'string', value: 'https://HOST[:PORT]', hint: 'another endpoint than the environment\'s' },
    connect: { type: 'string', value: 'ADDRESS:PORT', hint: 'where to find it, instead of where its name leads' },
    http: { type: 'string', value: 'ADDRESS:PORT', hint: 'where it speaks plain HTTP (default: port 80 beside 443)' },
    ca: { type: 'string', value: 'FILE', hint: 'trust this authority too' },
  },
  observe: observeTarget,
  plan: () => [],
  report: ({ colours }, observed) => sslCheckReport(observed, checkAll(observed), colours),
})

await autorun(import.meta, sslCheck)
