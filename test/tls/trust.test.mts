import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { explain } from '../../scripts/plan/explain.mts'
import { familyOf, isTrusted, trustAdvice, trustPlace, trustSteps, type TrustSeen } from '../../scripts/tls/trust.mts'

const trust = suite('trust in the own authority')
const seen = (more: Partial<TrustSeen> = {}): TrustSeen => ({ family: 'debian', isRoot: true, user: 'ann', hasTool: true, file: '/data/gantry/authority/certificate.pem', authority: 'PEM', told: undefined, ...more })
const said = (more: Partial<TrustSeen>, who: string) => trustAdvice(seen(more), 'https://localhost:8443').find(([one]) => one === who)?.[1]

trust('is told to the system by a file and the program that reads it, where root is asking', () => {
  assert.is(explain(trustSteps(seen())), [
    'write /usr/local/share/ca-certificates/gantry-ann.crt  # this system is to trust certificates of your own authority',
    'update-ca-certificates  # its programs read one list of all authorities',
  ].join('\n'))
  assert.match(explain(trustSteps(seen({ family: 'fedora' }))), /^write \/etc\/pki\/ca-trust\/source\/anchors\/gantry-ann.pem .*\nupdate-ca-trust /)
  assert.match(explain(trustSteps(seen({ family: 'arch' }))), /^write \/etc\/ca-certificates\/trust-source\/anchors\/gantry-ann.crt .*\nupdate-ca-trust /)
})

trust('is told once, and by nobody else', () => {
  for (const more of [{ told: 'PEM' }, { isRoot: false }, { hasTool: false }, { authority: undefined }, { family: 'macos' }, { family: 'other' }] as const) assert.equal(trustSteps(seen(more)), [])
  assert.equal([isTrusted(seen({ told: 'PEM' })), isTrusted(seen({ told: 'another' })), isTrusted(seen({ authority: undefined }))], [true, false, false])
})

trust('is otherwise a line to paste', () => {
  assert.is(said({ isRoot: false }, 'this system'), 'sudo install -m 0644 "$CA" /usr/local/share/ca-certificates/gantry-ann.crt && sudo update-ca-certificates')
  assert.is(said({}, 'this system'), "make ssl-setup ARGS='--trust'")
  assert.is(said({ told: 'PEM' }, 'this system'), 'trusts it already')
  assert.match(said({ family: 'macos' }, 'this system') ?? '', /^sudo security add-trusted-cert .* "\$CA"$/)
  assert.is(said({}, ''), 'CA=/data/gantry/authority/certificate.pem')
  assert.is(said({ file: '/data of ann/certificate.pem' }, ''), "CA='/data of ann/certificate.pem'")
})

trust('is a matter of its own for browsers, Node, Python, curl and containers', () => {
  assert.equal(trustAdvice(seen(), 'https://localhost:8443').map(([who]) => who), ['', 'this system', 'Chromium', 'Firefox', 'Node', 'Python', 'curl', 'a container'])
  assert.is(said({}, 'curl'), 'curl --cacert "$CA" https://localhost:8443')
  assert.is(said({}, 'Node'), 'export NODE_EXTRA_CA_CERTS="$CA"')
  assert.match(said({}, 'Chromium') ?? '', /libnss3-tools/)
})

trust('knows systems by their own word', () => {
  assert.equal([['linux', 'ID=ubuntu\nID_LIKE=debian\n'], ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'], ['linux', 'ID=arch\n'], ['darwin', ''], ['linux', 'ID=alpine\n']].map(([platform = '', text = '']) => familyOf(platform, text)), ['debian', 'fedora', 'arch', 'macos', 'other'])
  assert.is(trustPlace({ family: 'debian', user: 'a/../b' }), '/usr/local/share/ca-certificates/gantry-a____b.crt')
})

trust.run()
