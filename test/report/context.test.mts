import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contextReport, type ContextFacts } from '../../scripts/report/context.mts'

const amount = (files: number, bytes: number) => ({ files, bytes })
const api: ContextFacts = {
  service: 'api', context: 'services/api', dockerfile: 'dockerfile/api.Dockerfile', ignoreFile: 'dockerfile/api.Dockerfile.dockerignore',
  total: amount(8000, 125_300_000), kept: amount(32, 36_200), read: amount(31, 35_000),
  largest: {
    ignored: [{ path: '.venv/', ...amount(6000, 70_000_000) }, { path: 'data/', ...amount(12, 30_000_000) }, { path: '.git/', ...amount(1500, 15_000_000) }, { path: 'logs/', ...amount(1, 9) }],
    unread: [{ path: 'README.md', ...amount(1, 900) }],
    read: [{ path: 'a/very/long/way/to/a/file/that/nobody/reads.py', ...amount(1, 1100) }],
  },
  problems: [], doubts: [], closed: [],
}
const web: ContextFacts = { ...api, service: 'web', context: 'web', dockerfile: 'web/Dockerfile', total: amount(2, 10), kept: amount(2, 10), read: amount(2, 10), largest: { ignored: [], unread: [], read: [] } }

const test = suite('report: build contexts')

test('three numbers an image and in total, then what is large', () => assert.is(contextReport([api, web]).text, `
service   folder  after .dockerignore  read by COPY, ADD    left
api       125 MB              36.2 kB              35 kB  <0.1 %
web         10 B                 10 B               10 B   100 %
in total  125 MB              36.2 kB              35 kB  <0.1 %

api: services/api, dockerfile/api.Dockerfile
  left out         .venv/                                 70 MB  6000 files
                   data/                                  30 MB    12 files
                   .git/                                  15 MB  1500 files
  given, not read  README.md                              900 B      1 file
  read             …/way/to/a/file/that/nobody/reads.py  1.1 kB      1 file

web: web, web/Dockerfile
  The folder is empty.
`.trim()))

test('what is hidden, what nobody can tell and what could not be counted is said', () => {
  const { text, result } = contextReport([{
    ...web, problems: [{ service: 'web', message: 'web/Dockerfile:2: COPY a gets nothing', hint: 'add the line `!a`', fails: true }],
    doubts: [{ line: 3, message: 'COPY $WHAT: the build decides what $WHAT is' }], closed: ['private'],
  }])
  assert.equal(text.split('\n').slice(-5), [
    '  The folder is empty.', '  web/Dockerfile:2: COPY a gets nothing', '    add the line `!a`',
    '  web/Dockerfile:3: COPY $WHAT: the build decides what $WHAT is, so all that is given counts as read', '  Not counted, for they may not be read: private.',
  ])
  assert.equal(result.total.read, amount(2, 10))
})

test('no row is wider than a terminal', () => {
  const long = 'x'.repeat(200)
  const { text } = contextReport([{ ...api, service: long, total: amount(9, 999_900_000), largest: { ...api.largest, read: [{ path: long, ...amount(123_456, 999_900_000) }] } }])
  assert.equal(text.split('\n').filter((row) => row.length > 80 && !row.startsWith(long)), [])
})

test('without an image of its own a stack has nothing to weigh', () => assert.is(contextReport([]).text, 'No image is built here.'))

test.run()
