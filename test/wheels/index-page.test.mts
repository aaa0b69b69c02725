import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pageText, readPage } from '../../scripts/wheels/index-page.mts'

const sha256 = '0'.repeat(63) + '1'
const page = suite('wheels: pages of an index')

page('links of a page in HTML: hash, Python, metadata, reasons not to use it', () => assert.equal(
  readPage('https://index.example/simple/flask/', 'text/html; charset=utf-8', `<!DOCTYPE html><html><body><!-- <a href="old-1.0.tar.gz">old</a> -->
    <a href="../../files/flask-3.1-py3-none-any.whl#sha256=${sha256}" data-requires-python="&gt;=3.9" data-core-metadata="sha256=${sha256}">flask-3.1-py3-none-any.whl</a>
    <A class=x HREF='https://files.example/flask-3.0.tar.gz#md5=00' data-yanked="broken &amp; old">flask-3.0.tar.gz</A>
    <a href="flask%2B1-2.0.zip" data-yanked>x</a></body></html>`), [
    { file: 'flask-3.1-py3-none-any.whl', url: 'https://index.example/files/flask-3.1-py3-none-any.whl', sha256, python: '>=3.9', metadata: sha256 },
    { file: 'flask-3.0.tar.gz', url: 'https://files.example/flask-3.0.tar.gz', yanked: 'broken & old' },
    { file: 'flask+1-2.0.zip', url: 'https://index.example/simple/flask/flask%2B1-2.0.zip', yanked: '' },
  ]))

page('links count from <base>', () => assert.is(
  readPage('https://index.example/simple/a/', 'text/html', '<base href="https://files.example/a/"><a href="a-1.0.tar.gz">a</a>')[0]?.url, 'https://files.example/a/a-1.0.tar.gz'))

page('the same page in JSON', () => assert.equal(
  readPage('https://index.example/simple/flask/', 'application/vnd.pypi.simple.v1+json', JSON.stringify({ files: [
    { filename: 'flask-3.1-py3-none-any.whl', url: '/files/flask-3.1-py3-none-any.whl', hashes: { sha256 }, size: 5, 'requires-python': '>=3.9', 'core-metadata': { sha256 } },
    { filename: 'flask-3.0.tar.gz', url: 'https://files.example/flask-3.0.tar.gz', hashes: {}, yanked: 'old', 'requires-python': null, 'dist-info-metadata': false },
    { filename: 'flask-2.0.tar.gz', url: 'https://files.example/flask-2.0.tar.gz', hashes: {}, yanked: true, 'core-metadata': true },
  ] })), [
    { file: 'flask-3.1-py3-none-any.whl', url: 'https://index.example/files/flask-3.1-py3-none-any.whl', sha256, size: 5, python: '>=3.9', metadata: sha256 },
    { file: 'flask-3.0.tar.gz', url: 'https://files.example/flask-3.0.tar.gz', yanked: 'old' },
    { file: 'flask-2.0.tar.gz', url: 'https://files.example/flask-2.0.tar.gz', yanked: '', metadata: true },
  ]))

page('a file whose name leads elsewhere is no file', () => assert.equal(
  readPage('https://index.example/simple/a/', 'text/html', '<a href="a/..%2f..%2fetc">a</a><a href="x/">x</a><a name="top">y</a>'), []))

page('the page that a container sees has our own addresses and everything else', () => {
  const links = readPage('https://index.example/a/', 'text/html', `<a href="a-1.0.tar.gz#sha256=${sha256}" data-requires-python="&gt;=3.9" data-yanked="a &quot;b&quot;">x</a>`)
  const text = pageText(links, ({ file }) => `/files/0/${file}`)
  assert.equal(readPage('http://127.0.0.1/simple/a/', 'text/html', text), [{ ...links[0], url: 'http://127.0.0.1/files/0/a-1.0.tar.gz' }])
})

page.run()
