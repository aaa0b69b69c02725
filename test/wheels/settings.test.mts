import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { accessTo, expanded, hasCredentials, loginIn, projectPage, shown, withoutSecrets } from '../../scripts/wheels/address.mts'
import { pipSettings, pipVariables, readNetrc, readPipConfig } from '../../scripts/wheels/pip-config.mts'
import { troubleOf } from '../../scripts/wheels/trouble.mts'

const address = suite('wheels: addresses and logins')

address('what is shown has no login in it', () => {
  assert.is(shown('https://me:word@mirror.example/simple'), 'https://****@mirror.example/simple')
  assert.is(shown('https://token@mirror.example'), 'https://****@mirror.example')
  assert.is(shown('https://mirror.example/a@b'), 'https://mirror.example/a@b')
  assert.is(withoutSecrets('Looking in https://me:w@a.example/x, http://b@c.example'), 'Looking in https://****@a.example/x, http://****@c.example')
  assert.equal(['https://me:word@a.example', 'https://a.example'].map(hasCredentials), [true, false])
})

address('the login of an address goes into a header, and is known for that place only', () => {
  const url = 'https://me:p%40ss@mirror.example/simple/'
  const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
  assert.equal(accessTo(url, new Map()), { url: 'https://mirror.example/simple/', authorization: basic })
  const known = new Map(loginIn(url))
  assert.equal(accessTo('https://mirror.example/files/a.whl', known).authorization, basic)
  assert.equal(accessTo('https://mirror.example:8443/files/a.whl', known).authorization, undefined)
  assert.equal(accessTo('https://other.example/a.whl', known).authorization, undefined)
})

address('~/.netrc: by host, with a default', () => {
  const logins = readNetrc('# mine\nmachine a.example login me password one\nmachine b.example\n  login you\n  password two\ndefault login any password three\n')
  assert.equal([...logins], [['a.example', 'me:one'], ['b.example', 'you:two'], ['', 'any:three']])
  assert.is(accessTo('https://c.example/x', logins).authorization, `Basic ${Buffer.from('any:three').toString('base64')}`)
})

address('variables in an address, as pip has them', () => assert.is(expanded('https://${USER}:${PIP_TOKEN}@h/${lower}', { USER: 'me', PIP_TOKEN: 't' }), 'https://me:t@h/${lower}'))

address('the page of a project', () => assert.is(projectPage('https://mirror.example/simple/', 'flask'), 'https://mirror.example/simple/flask/'))

address.run()

// ---

const settings = suite('wheels: what this user has told pip')

settings('pip.conf, then variables', () => {
  const config = readPipConfig('# mine\n[global]\nindex-url = https://a.example/simple\nextra-index-url =\n    https://b.example/simple\n    https://c.example/simple\ntimeout = 60\n[wheel]\ntrusted_host: b.example\n[list]\nindex-url = https://no.example\n')
  assert.equal(config, { 'index-url': 'https://a.example/simple', 'extra-index-url': 'https://b.example/simple https://c.example/simple', timeout: '60', 'trusted-host': 'b.example' })
  const found = pipSettings(config, pipVariables({ PIP_INDEX_URL: 'https://d.example/simple', PIP_DEFAULT_TIMEOUT: '5', PIP_CERT: '/ca.pem', HOME: '/root' }))
  assert.equal(found, { index: 'https://d.example/simple', extra: ['https://b.example/simple', 'https://c.example/simple'], links: [], trusted: ['b.example'], timeout: 5, retries: 3, certificate: '/ca.pem' })
})

settings('nothing told is the index of everybody', () => assert.is(pipSettings().index, 'https://pypi.org/simple'))

settings('no-index leaves only folders of links', () => assert.equal(
  pipSettings({ 'no-index': 'true', 'index-url': 'https://a.example', 'find-links': '/opt/wheels' }), { index: '', extra: [], links: ['/opt/wheels'], trusted: [], timeout: 15, retries: 3 }))

settings.run()

// ---

const trouble = suite('wheels: why a file did not come')
const told = (refusal: Parameters<typeof troubleOf>[1], file = 'a-1.0.whl') => troubleOf('https://me:word@mirror.example/files/a-1.0.whl', refusal, file).message

trouble('each reason names the host and the file, and never a login', () => assert.equal([
  told({ is: 'unreachable', code: 'ECONNREFUSED' }), told({ is: 'silent', seconds: 15 }), told({ is: 'short', got: 5, size: 10 }), told({ is: 'broken' }),
  told({ is: 'other-hash', wanted: 'a'.repeat(64), got: 'b'.repeat(64) }), told({ is: 'status', status: 401 }), told({ is: 'status', status: 503 }), told({ is: 'certificate', what: 'self-signed' }), told({ is: 'unreadable' }, ''),
], [
  'https://mirror.example cannot be reached (connection refused)',
  'https://mirror.example sent nothing for 15 s while a-1.0.whl was fetched',
  'a-1.0.whl came short from https://mirror.example: 5 of 10 bytes',
  'a-1.0.whl from https://mirror.example is no whole file',
  'a-1.0.whl from https://mirror.example is not what its index says: sha256 bbbbbbbbbbbb… in place of aaaaaaaaaaaa…',
  'https://mirror.example lets nobody in without a login (401 for a-1.0.whl)',
  'https://mirror.example answers 503 for a-1.0.whl',
  'https://mirror.example has a certificate that is not trusted (self-signed)',
  'https://****@mirror.example/files/a-1.0.whl is not a page of an index',
]))

trouble.run()
