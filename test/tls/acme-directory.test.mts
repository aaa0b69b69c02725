import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { certbotVersion } from '../../scripts/tls/acme-argv.mts'
import { directoryName, isLoopback, isPublic } from '../../scripts/tls/acme-directory.mts'
import { isHalf } from '../../scripts/tls/acme-lineage.mts'
import { directory, staging } from './acme-shop.mts'

const places = suite('ACME directories, images, and what certbot keeps')

places('a directory is on this machine, private or public', () => {
  for (const url of ['https://localhost:14000/dir', 'https://127.0.0.1/dir', 'https://[::1]:14000/dir', 'https://pebble.localhost/dir']) assert.equal([isLoopback(url), isPublic(url)], [true, false], url)
  for (const url of ['https://10.0.0.3/dir', 'https://192.168.1.2/dir', 'https://172.20.0.3/dir', 'https://[fd00::1]/dir', 'https://ca.internal/dir', 'https://step-ca/acme']) assert.equal([isLoopback(url), isPublic(url)], [false, false], url)
  for (const url of [directory, staging, 'https://172.33.0.3/dir', 'https://acme.zerossl.com/v2/DV90']) assert.ok(isPublic(url), url)
})

places('a directory is called by its authority, or by its host', () => {
  assert.equal([directory, staging, 'https://ca.internal:9000/acme/dir'].map(directoryName), ["Let's Encrypt", "Let's Encrypt (staging)", 'ca.internal:9000'])
})

places("certbot's version stands in the tag of its image, if anywhere", () => {
  assert.equal(['certbot/certbot:v5.5.0', 'mirror.example:5000/certbot:2.1.0', 'certbot/certbot:arm64v8-v5.5.0', 'certbot/certbot:latest', 'certbot/certbot', 'mirror.example:5000/certbot'].map(certbotVersion),
    ['5.5.0', '2.1.0', undefined, undefined, undefined, undefined])
})

const renewal = ['cert', 'privkey', 'chain', 'fullchain'].map((file) => `${file} = /acme/live/shop-prod/${file}.pem`).join('\n')
const live = ['cert', 'privkey', 'chain', 'fullchain']

places('a certificate that was cut off while it was saved is told from a whole one, and from none', () => {
  assert.not.ok(isHalf({ renewal, live, isThere: true }))
  assert.not.ok(isHalf({ renewal: undefined, live: [], isThere: false }))
  assert.ok(isHalf({ renewal: '', live, isThere: true }))
  assert.ok(isHalf({ renewal: undefined, live, isThere: true }))
  assert.ok(isHalf({ renewal, live: ['cert', 'chain', 'fullchain'], isThere: true }))
})

places.run()
