import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { whyUnfit, type PythonTarget } from '../../scripts/wheels/fit.mts'
import { checkTrouble, pipTrouble, type Scene } from '../../scripts/wheels/pip-words.mts'

const target: PythonTarget = { version: '3.14.8', implementation: 'cp', machine: 'x86_64', libc: 'glibc', pip: '26.2' }
const links = (...files: string[]) => files.map((file) => ({ file, url: `https://files.example/${file}` }))

const fit = suite('wheels: why nothing fits')
const why = (files: readonly string[], version?: string, of: Partial<PythonTarget> = {}) => whyUnfit(links(...files), 'fast', version, { ...target, ...of })

fit('a source, a pure wheel or one for the platform will do', () => assert.equal([
  why(['fast-1.0.tar.gz']), why(['fast-1.0-py3-none-any.whl']), why(['fast-1.0-cp314-cp314-manylinux_2_28_x86_64.whl']), why(['fast-1.0-cp39-abi3-manylinux_2_28_x86_64.whl']),
  why(['fast-1.0-cp314-cp314-musllinux_1_2_x86_64.whl'], '1.0', { libc: 'musl' }),
], Array(5).fill(undefined)))

fit('wheels of other versions of Python', () => assert.is(
  why(['fast-1.0-cp312-cp312-manylinux_2_28_x86_64.whl', 'fast-1.0-cp313-cp313-macosx_11_0_arm64.whl'], '1.0'),
  'fast 1.0 has wheels only for Python cp312, cp313, none for CPython 3.14 on Linux x86_64 (glibc), and no source to build one from'))

fit('wheels of other platforms', () => assert.is(
  why(['fast-1.0-cp314-cp314-manylinux_2_28_x86_64.whl', 'fast-1.0-cp314-cp314-macosx_11_0_arm64.whl'], '1.0', { libc: 'musl' }),
  'fast 1.0 has wheels only for macosx_11_0_arm64, manylinux_2_28_x86_64, none for CPython 3.14 on Linux x86_64 (musl), and no source to build one from'))

fit('another version that would do does not count', () => assert.match(why(['fast-1.0-cp312-cp312-win_amd64.whl', 'fast-2.0.tar.gz'], '1.0') ?? '', 'fast 1.0 has wheels only for Python cp312'))

fit.run()

// ---

/** What pip 26.2 says, word for word. */
const words = suite('wheels: what pip says')

const scene = (more: Partial<Scene> = {}): Scene => ({
  folder: 'api', list: 'requirements.txt', linksOf: () => [], target, isOffline: false, spots: { alpha: { file: 'api/requirements.txt', line: 3, source: 'alpha==9' }, broken: { file: 'api/requirements.txt', line: 4, source: 'broken' } }, ...more,
})
const said = (stderr: string, more: Partial<Scene> = {}): string => pipTrouble(stderr, scene(more)).message
const hinted = (stderr: string): string => pipTrouble(stderr, scene()).hint

const none = (requirement: string, versions = 'none') => `ERROR: Could not find a version that satisfies the requirement ${requirement} (from versions: ${versions})\nERROR: No matching distribution found for ${requirement.split(' ')[0]}\n`

words('a version that is not there: those that are', () => assert.is(
  said(none('alpha==9', '1.0, 1.1, 1.2, 1.3, 1.4, 1.5'), { linksOf: () => links('alpha-1.0.tar.gz') }), 'api/requirements.txt:3: no alpha==9 on the index (there: …, 1.1, 1.2, 1.3, 1.4, 1.5)'))

words('a project that is not there, and who needs it', () => {
  assert.is(said(none('alpha')), 'api/requirements.txt:3: alpha is not on the index')
  assert.is(said(none('absent>=2 (from need)')), 'api (needed by need): absent is not on the index')
})

words('wheels for other platforms only', () => assert.is(
  said(none('alpha==1.0'), { linksOf: () => links('alpha-1.0-cp314-cp314-macosx_11_0_arm64.whl') }),
  'api/requirements.txt:3: alpha 1.0 has wheels only for macosx_11_0_arm64, none for CPython 3.14 on Linux x86_64 (glibc), and no source to build one from'))

words('versions for other versions of Python', () => assert.is(
  said(`ERROR: Ignored the following versions that require a different python version: 1.0 Requires-Python <3.9; 1.1 Requires-Python <3.10\n${none('alpha')}`, { linksOf: () => links('alpha-1.0-py3-none-any.whl') }),
  'api/requirements.txt:3: no alpha on the index (there: none for this Python); for other versions of Python: 1.0 Requires-Python <3.9, 1.1 Requires-Python <3.10'))

words('offline it is the wheelhouse that lacks it', () => assert.is(said(none('alpha==9', '1.0'), { isOffline: true }), 'api/requirements.txt:3: alpha==9 is not in the wheelhouse (there: 1.0)'))

words('versions that do not go together', () => assert.is(said(`
ERROR: Cannot install -r r.txt (line 1) and beta==1.2 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested beta==1.2
    alpha 1.0 depends on beta<1.1
    The user requested (constraint) beta==1.0

Additionally, some packages in these conflicts have no matching distributions available for your environment:
    beta
`), 'api/requirements.txt:3: these do not go together: asked for here: beta==1.2; alpha 1.0 depends on beta<1.1; asked for here: beta==1.0'))

const failing = (output: string): string => `  error: subprocess-exited-with-error

  × Preparing metadata (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [1 lines of output]
${output}
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed

× Encountered error while generating package metadata.
╰─> broken
`

words('a build that fails: its last lines, not all of them', () => {
  assert.is(said(failing(Array.from({ length: 30 }, (_, line) => `      line ${line}`).join('\n'))),
    ['api/requirements.txt:4: broken has no wheel for this Python and could not be built from its source', ...[24, 25, 26, 27, 28, 29].map((line) => `  │ line ${line}`)].join('\n'))
  assert.is(said('ERROR: Failed to build \'broken\' when getting requirements to build wheel\n'), 'api/requirements.txt:4: broken has no wheel for this Python and could not be built from its source')
})

words('a build without a compiler says how to get one', () => {
  assert.match(hinted(failing("      FileNotFoundError: [Errno 2] No such file or directory: 'gcc'")), 'packages: { build: [gcc')
  assert.match(hinted(failing("      error: command 'gcc' failed: No such file or directory")), 'packages: { build')
  assert.match(hinted(failing('      this cannot be built here')), 'another version')
})

words('a file that is not what the lock names', () => assert.is(said(`
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.
    alpha==1.0 from http://127.0.0.1:8076/files/alpha-1.0-py3-none-any.whl#sha256=c47f (from -r r.txt (line 1)):
        Expected sha256 00000000000000000000
             Got        c47f2c51b99fc6d467d4
`, { list: 'poetry.lock' }), 'api/requirements.txt:3: alpha on the index is not what poetry.lock names: sha256 c47f2c51b99f… in place of 000000000000…'))

words('hashes for some, none for others', () => assert.is(said(`
ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==. These do not:
    beta>=1 from http://127.0.0.1:8076/files/beta-1.2-py3-none-any.whl#sha256=3 (from alpha==1.0->-r r.txt (line 1))
`), 'api: beta>=1 stands in requirements.txt without a version and hashes, while others have them'))

words('a full disk', () => assert.is(said("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device: '/collect/out/x'"), 'the disk is full'))

words('what is new to us is passed on', () => assert.is(said('WARNING: hm\nERROR: something new\n'), 'pip: something new'))

words.run()

// ---

const check = suite('wheels: what pip says of a view')

check('a wheel with other bytes', () => assert.is(checkTrouble(`ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If
    alpha==1.0 from file:///wheels/alpha-1.0-py3-none-any.whl (from -r /wheels/requirements.txt (line 1)):
        Expected sha256 00
             Got        11
`).message, 'alpha-1.0-py3-none-any.whl is damaged: it has another hash than when it came'))

check('a wheel that is not there', () => assert.is(checkTrouble(none('beta==1.2')).message, 'beta==1.2 is missing'))

check.run()
