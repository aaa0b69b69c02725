import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fromUv } from '../../scripts/wheels/from-uv.mts'

const pyproject = `[project]
name = "shop"
version = "0.1.0"
requires-python = ">=3.12"
dependencies = ["uvicorn[standard]>=0.30,<1", "alpha"]

[project.optional-dependencies]
more = ["extra-thing"]

[dependency-groups]
dev = ["pytest"]
`
const locked = (name: string, version: string, more = '', source = 'registry = "https://pypi.org/simple"'): string => `
[[package]]
name = "${name}"
version = "${version}"
source = { ${source} }
${more}
sdist = { url = "https://files.example/${name}.tar.gz", hash = "sha256:s-${name}", size = 1 }
wheels = [
    { url = "https://files.example/${name}.whl", hash = "sha256:w-${name}", size = 1 },
]
`
const lock = `version = 1
revision = 3
requires-python = ">=3.12"
${locked('alpha', '1.0', 'dependencies = [\n    { name = "tool", version = "1.0", marker = "python_full_version < \'3.13\'" },\n    { name = "tool", version = "2.0", marker = "python_full_version >= \'3.13\'" },\n]', 'registry = "https://mirror.example/simple"')}
[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "alpha" },
    { name = "uvicorn", extra = ["standard"] },
]

[package.optional-dependencies]
more = [
    { name = "extra-thing" },
]

[package.dev-dependencies]
dev = [
    { name = "pytest" },
]

[package.metadata]
requires-dist = [
    { name = "alpha" },
    { name = "extra-thing", marker = "extra == 'more'" },
    { name = "uvicorn", extras = ["standard"], specifier = ">=0.30,<1" },
]
${locked('extra-thing', '1.0')}${locked('pytest', '9.0')}${locked('tool', '1.0')}${locked('tool', '2.0')}${locked('uvicorn', '0.40.0', '\n[package.optional-dependencies]\nstandard = [\n    { name = "uvloop", marker = "sys_platform != \'win32\'" },\n]\n').replace('sdist = { url = "https://files.example/uvicorn', 'x = { url = "https://files.example/uvicorn')}${locked('uvloop', '0.22')}`

const uv = suite('wheels: uv.lock')

uv('what the project needs, with extras that are asked for and conditions; no groups', () => {
  const { wanted, problems } = fromUv('api', lock, pyproject)
  assert.equal(problems, [])
  assert.equal(wanted?.requirements.split('\n').map((line) => line.replace(/ --hash.*/, '')), [
    'alpha==1.0', 'tool==1.0 ; python_full_version < \'3.13\'', 'tool==2.0 ; python_full_version >= \'3.13\'', 'uvicorn==0.40.0', 'uvloop==0.22 ; sys_platform != \'win32\'', ''])
  assert.match(wanted?.requirements ?? '', 'alpha==1.0 --hash=sha256:s-alpha --hash=sha256:w-alpha')
  assert.equal(wanted?.homes, { alpha: 'https://mirror.example/simple' })
})

uv('a lock that was made for other requirements is refused', () => {
  const told = (text: string) => fromUv('api', lock, text).problems.map(({ code, message }) => `${code}: ${message}`)
  assert.equal(told(pyproject.replace('"alpha"', '"alpha", "later"')), ['lock-stale: pyproject.toml has changed since this lock was made: later'])
  assert.equal(told(pyproject.replace('>=0.30', '>=0.31')), ['lock-stale: pyproject.toml has changed since this lock was made: uvicorn'])
  assert.equal(told(pyproject.replace('[standard]>=0.30,<1', '[standard] < 1, >= 0.30')), [])
})

uv('the project itself has to be in it', () => assert.equal(
  fromUv('api', lock.replace('virtual = "."', 'virtual = "other"'), pyproject).problems.map(({ code }) => code), ['lock-stale']))

uv('a package from a repository is said with its line', () => assert.equal(
  fromUv('api', lock.replace('registry = "https://mirror.example/simple"', 'git = "https://host.example/alpha?rev=v1#00"'), pyproject).problems.map(({ line, message }) => `${line}: ${message}`),
  [`${lock.split('\n').indexOf('name = "alpha"') + 1}: alpha comes from https://host.example/alpha?rev=v1#00, not from an index`]))

uv.run()
