import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filesFor, keepingOf, lasting } from '../../../scripts/serve/file.mts'
import { ownTemplates } from '../templates.mts'

const files = suite('which file the server of gantry gives')

files('the one that is asked for, its folder\'s page, else the application', () => {
  assert.equal(filesFor('GET', '/a?b', '/app.html'), { files: ['/a', '/a/index.html', '/app.html'] })
  assert.equal(filesFor('HEAD', '/a/', '/app.html'), { files: ['/a/index.html', '/app.html'] })
  assert.equal(filesFor('GET', '/a.JS', '/app.html'), { files: ['/a.JS'] })
})

files('hidden files are not there, and nothing is above the root', () => {
  assert.equal(['/.env', '/a/.git/x.js', '/%2eenv', '/../x'].map((target) => filesFor('GET', target, '/')), [{ status: 404 }, { status: 404 }, { status: 404 }, { status: 400 }])
  assert.equal(filesFor('POST', '/', '/'), { status: 405 })
})

files('the names that last are those of the nginx file', () => {
  const patterns = [...(ownTemplates['nginx/site.conf'] ?? '').matchAll(/^ {2}"~(.*)" "public, max-age/gm)].map(([, pattern]) => pattern)
  assert.equal(lasting.map(({ source }) => source.replaceAll('\\/', '/')), patterns)
  assert.equal(['/main.8e0d62a1.js', '/main.js'].map(keepingOf), ['public, max-age=31536000, immutable', 'no-cache'])
})

files.run()
