import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readValidations, validationTrouble } from '../../scripts/tls/acme-validation.mts'

const trouble = (detail: string, type = 'connection') => validationTrouble([{ name: 'rec.example.com', type, detail }])
const answer = 'http://rec.example.com/.well-known/acme-challenge/u47qnhaSmc1Z6KnyESbAUawqHU4e1n8YR_fe24CzOrE'

const validation = suite("names that an authority could not confirm, as Let's Encrypt words it")

validation('are read from either wording of certbot, before 5.0 and since', () => {
  const report = (label: string) => `Certbot failed to authenticate some domains:\n  ${label}: a.example\n  Type:   dns\n  Detail: no A\n\n  ${label}: b.example\n  Type:   connection\n  Detail: a long one,\n  in two lines\n\nHint: none\n`
  const found = [{ name: 'a.example', type: 'dns', detail: 'no A' }, { name: 'b.example', type: 'connection', detail: 'a long one, in two lines' }]
  assert.equal(readValidations(report('Domain')), found)
  assert.equal(readValidations(report('Identifier')), found)
  assert.equal(readValidations('Requesting a certificate'), [])
})

validation('no address', () => {
  const { message, hint } = trouble('DNS problem: NXDOMAIN looking up A for rec.example.com - check that a DNS record exists for this domain', 'dns') ?? {}
  assert.is(message, 'rec.example.com has no address in the DNS; the authority says: DNS problem: NXDOMAIN looking up A for rec.example.com - check that a DNS record exists for this domain')
  assert.match(hint ?? '', /A and AAAA records/)
})

validation('a firewall', () => {
  assert.is(trouble(`203.0.113.7: Fetching ${answer}: Timeout during connect (likely firewall problem)`)?.message,
    'nothing answers at port 80 of rec.example.com: a firewall may be in the way; the authority says: 203.0.113.7: Fetching http://rec.example.com: Timeout during connect (likely firewall problem)')
})

validation('a closed port', () => assert.match(trouble(`203.0.113.7: Fetching ${answer}: Connection refused`)?.message ?? '', /^port 80 is closed where rec\.example\.com leads/))
validation('another server', () => assert.match(trouble(`2001:db8::7: Invalid response from ${answer}: 404`, 'unauthorized')?.message ?? '', /^rec\.example\.com leads to a server that does not know the answer \(it says 404\)/))
validation('another answer', () => assert.match(trouble('The key authorization file from the server did not match this challenge', 'unauthorized')?.message ?? '', /^rec\.example\.com leads to a server that gives another answer/))
validation('a CAA record', () => assert.match(trouble('CAA record for rec.example.com prevents issuance', 'caa')?.message ?? '', /^a CAA record forbids this authority to sign rec\.example\.com/))
validation('something new is said as it came', () => assert.is(trouble('the stars are wrong')?.message, 'rec.example.com could not be confirmed: the stars are wrong'))

validation('names with the same cause stand together, each cause on a line of its own', () => {
  const refused = 'dial tcp 127.0.0.1:80: connect: connection refused'
  const found = validationTrouble([{ name: 'a.example', type: 'connection', detail: refused }, { name: 'b.example', type: 'dns', detail: 'NXDOMAIN' }, { name: 'c.example', type: 'connection', detail: refused }])
  assert.equal(found?.message.split('\n').map((line) => line.split(';')[0]), ['port 80 is closed where a.example, c.example leads', 'b.example has no address in the DNS'])
  assert.is(validationTrouble([]), undefined)
})

validation.run()
