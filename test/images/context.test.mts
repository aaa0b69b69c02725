import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sayHidden } from '../../scripts/images/context-hidden.mts'
import { contextReport, type ContextReport } from '../../scripts/images/context.mts'
import { compileIgnore } from '../../scripts/images/ignore.mts'
import { contextSources } from '../../scripts/images/sources.mts'

/** Files as `path size` lines. */
const weigh = (files: string, ignoreText: string, dockerfile: string): ContextReport =>
  contextReport(files.trim().split('\n').map((line) => line.trim().split(' ')).map(([path = '', size]) => ({ path, size: Number(size) })), compileIgnore('.dockerignore', ignoreText), contextSources(`FROM scratch\n${dockerfile}`))

const project = `
  .git/objects/pack 40000
  .git/HEAD 20
  .venv/lib/a.py 30000
  .venv/lib/b.py 20000
  bot/main.py 300
  bot/strategy.py 200
  bot/notes.ipynb 900
  data/big.csv 50000
  data/small.csv 100
  requirements.txt 10
  README.md 5`

const test = suite('images: context')

test('three numbers: the folder, what the ignore file leaves, what the build reads', () => {
  const { total, kept, read } = weigh(project, '.git\n.venv\n**/*.ipynb', 'COPY requirements.txt /\nCOPY bot /app')
  assert.equal({ total, kept, read }, { total: { files: 11, bytes: 141_535 }, kept: { files: 6, bytes: 50_615 }, read: { files: 3, bytes: 510 } })
})

test('the largest of each: folders where all of it goes, files elsewhere', () => {
  const { largest } = weigh(project, '.git\n.venv\n**/*.ipynb', 'COPY requirements.txt /\nCOPY bot /app')
  const brief = (offenders: typeof largest.read) => offenders.map(({ path, files, bytes }) => `${path} ${files} ${bytes}`)
  assert.equal(brief(largest.ignored), ['.venv/ 2 50000', '.git/ 2 40020', 'bot/notes.ipynb 1 900'])
  assert.equal(brief(largest.unread), ['data/ 2 50100', 'README.md 1 5'])
  assert.equal(brief(largest.read), ['bot/main.py 1 300', 'bot/strategy.py 1 200', 'requirements.txt 1 10'])
})

test('ten are shown, whatever their order', () => {
  const files = Array.from({ length: 30 }, (_, index) => `f${String(index).padStart(2, '0')} ${index * 7 % 30}`).join('\n')
  assert.equal(weigh(files, '', 'COPY . /').largest.read.map(({ bytes }) => bytes), [29, 28, 27, 26, 25, 24, 23, 22, 21, 20])
})

test('with a doubt everything that is left may be read', () => {
  const { kept, read } = weigh(project, '.git', 'ARG WHAT\nCOPY $WHAT /')
  assert.equal(read, kept)
})

test('an empty folder weighs nothing', () => assert.equal(contextReport([], compileIgnore('', ''), contextSources('FROM a\nCOPY . /')).total, { files: 0, bytes: 0 }))

test.run()

// ---

const hidden = suite('images: hidden sources')

/** What is said of hidden sources, without the way out. */
const said = (files: string, ignoreText: string, dockerfile: string): readonly string[] =>
  weigh(files, ignoreText, dockerfile).hidden.map((each) => sayHidden(each, 'Dockerfile', '.dockerignore').message)

hidden('a file that an instruction names and the ignore file hides', () => {
  assert.equal(said('config/app.yaml 1\na 1', '# mine\nconfig/*.yaml', 'COPY a /\nCOPY config/app.yaml /etc/'), ['Dockerfile:3: COPY config/app.yaml gets nothing: .dockerignore:2:1 (config/*.yaml) hides it from the build'])
  const [one] = weigh('b 1', '  b', 'ADD b /').hidden
  assert.equal(one && sayHidden(one, 'api.Dockerfile', 'api.ignore'), { message: 'api.Dockerfile:2: ADD b gets nothing: api.ignore:1:3 (b) hides it from the build', hint: 'add the line `!b` below line 1 of api.ignore, or remove that line' })
})

hidden('a folder, by a line for itself or for what it is in', () => {
  assert.equal(said('a/b/c 1', 'a', 'COPY a/b /'), ['Dockerfile:2: COPY a/b gets nothing: .dockerignore:1:1 (a) hides it from the build'])
})

hidden('a folder that comes empty', () => {
  assert.equal(said('a/b 1\na/c 1', 'a/*', 'COPY a /'), ['Dockerfile:2: COPY a comes without a/b: .dockerignore:1:1 (a/*) hides it from the build'])
})

hidden('a file among those that a pattern names', () => {
  assert.equal(said('package.json 1\npackage-lock.json 1', '*-lock.json', 'COPY package*.json /'), ['Dockerfile:2: COPY package*.json comes without package-lock.json: .dockerignore:1:1 (*-lock.json) hides it from the build'])
  assert.equal(said('dist/a.whl 1', 'dist', 'COPY dist/*.whl /'), ['Dockerfile:2: COPY dist/*.whl comes without dist: .dockerignore:1:1 (dist) hides it from the build'])
})

hidden('what the ignore file is there for is no news', () => {
  assert.equal(said(project, '.git\n.venv\ndata\n**/*.ipynb', 'COPY . /\nCOPY * /x/\nCOPY bot /y/'), [])
  assert.equal(said('config/a 1\nconfig/b 1', 'config\n!config/a', 'COPY config /'), [])
  assert.equal(said('a 1', 'b', 'COPY --from=x b /\nCOPY <<b /c\nb'), [])
})

hidden.run()
