import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fromRequirements } from '../../scripts/wheels/from-requirements.mts'
import { besides, includedFiles, requirementLines } from '../../scripts/wheels/requirements-file.mts'

const read = (files: Readonly<Record<string, string>>) => fromRequirements('api/requirements.txt', (path) => files[path])
const told = (text: string): readonly string[] => read({ 'api/requirements.txt': text }).problems.map(({ file, line, code, message }) => `${file}:${line} ${code}: ${message}`)

const lines = suite('wheels: lines of a requirements file')

lines('comments and empty lines do not count, a backslash joins, numbers stay', () => assert.equal(
  requirementLines('\uFEFF# all\n\nflask==3.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb  # why\r\nsix\n').map(({ number, text }) => [number, text]),
  [[3, 'flask==3.1 --hash=sha256:aa --hash=sha256:bb'], [6, 'six']]))

lines('a # inside an address is no comment', () => assert.is(requirementLines('a @ https://h/a.whl#sha256=00\n')[0]?.text, 'a @ https://h/a.whl#sha256=00'))

lines('a path counts from the file that names it, and stays in the stack', () => {
  assert.is(besides('services/api/requirements.txt', '../common/base.txt'), 'services/common/base.txt')
  assert.is(besides('api/requirements.txt', '../../secrets'), undefined)
  assert.is(besides('api/requirements.txt', '/etc/passwd'), undefined)
})

lines('files that it takes in', () => assert.equal(includedFiles('api/requirements.txt', '-r base.txt\n-c../limits.txt\n--requirement=more.txt\nflask\n'), ['api/base.txt', 'limits.txt', 'api/more.txt']))

lines.run()

// ---

const requirements = suite('wheels: requirements.txt')

requirements('all that it takes in becomes one text, with the place of each project', () => {
  const { wanted, problems } = read({
    'api/requirements.txt': '-r ../common.txt\n-c limits.txt\nFlask >= 3\n', 'common.txt': '# for all\nhttpx[http2]==0.28.1\n-r common.txt\n', 'api/limits.txt': 'h2<5\n',
  })
  assert.equal(problems, [])
  assert.is(wanted?.requirements, 'httpx[http2]==0.28.1\nflask>=3\n')
  assert.is(wanted?.constraints, 'h2<5\n')
  assert.equal(wanted?.spots['httpx'], { file: 'common.txt', line: 2, source: 'httpx[http2]==0.28.1' })
  assert.equal(wanted?.spots['flask'], { file: 'api/requirements.txt', line: 3, source: 'Flask >= 3' })
})

requirements('hashes and conditions stay with their line', () => assert.is(
  read({ 'api/requirements.txt': 'six==1.17.0 ; python_version < "4" \\\n  --hash=sha256:aa --hash=sha256:bb\n' }).wanted?.requirements,
  'six==1.17.0 ; python_version < "4" --hash=sha256:aa --hash=sha256:bb\n'))

requirements('where to look is not for pip: gantry asks for it', () => {
  const { wanted } = read({ 'api/requirements.txt': '-i https://mirror.example/simple\n--extra-index-url https://${TOKEN}@more.example/simple\n-f ./wheels\n--trusted-host more.example\n--pre\ntorch\n' })
  assert.is(wanted?.requirements, '--pre\ntorch\n')
  assert.is(wanted?.index, 'https://mirror.example/simple')
  assert.equal(wanted?.origins, [{ is: 'index', url: 'https://${TOKEN}@more.example/simple' }, { is: 'links', url: 'api/wheels' }])
  assert.equal(wanted?.trusted, ['more.example'])
})

requirements('an address outside an index is asked for by its number', () => {
  const { wanted } = read({ 'api/requirements.txt': 'tool @ https://me:word@host.example/x/tool-1.0-py3-none-any.whl#sha256=00\n' })
  assert.is(wanted?.requirements, 'tool @ {{direct}}/0/tool-1.0-py3-none-any.whl#sha256=00\n')
  assert.equal(wanted?.direct, ['https://me:word@host.example/x/tool-1.0-py3-none-any.whl'])
})

requirements('what cannot be taken along is said with its line, all of it at once', () => assert.equal(
  told('-e .\n./lib/thing\nmine @ git+https://host.example/mine.git@v1\n-r missing.txt\nflask = 3\n--report x\nodd @ https://me:word@host.example/a%2Fb.whl\n'), [
    'api/requirements.txt:1 bad-requirement: . is a package of your own, not one of an index',
    'api/requirements.txt:2 bad-requirement: ./lib/thing is a package of your own, not one of an index',
    'api/requirements.txt:3 bad-requirement: git+https://host.example/mine.git@v1 is fetched from a repository, which a machine without internet cannot do',
    'api/requirements.txt:4 bad-requirement: missing.txt is not a file of the stack',
    'api/requirements.txt:5 bad-requirement: "flask = 3" is no requirement',
    'api/requirements.txt:6 bad-requirement: --report is not an option that can be taken along',
    'api/requirements.txt:7 bad-requirement: https://****@host.example/a%2Fb.whl names no file',
  ]))

requirements('a login in a line is not shown', () => {
  const [problem] = read({ 'api/requirements.txt': 'mine @ git+https://me:s3cret@host.example/mine.git\n' }).problems
  assert.not.match(`${problem?.source} ${problem?.message}`, 's3cret')
})

requirements.run()
