import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isFileName, projectName, readWheelName, sourceVersion } from '../../scripts/wheels/file-name.mts'
import { readRequirement, requirementText } from '../../scripts/wheels/requirement.mts'

const names = suite('wheels: names of files')

names('a project has one name, however it is written', () =>
  assert.equal(['Flask', 'ruamel.yaml', 'typing__extensions', 'A-.-b'].map(projectName), ['flask', 'ruamel-yaml', 'typing-extensions', 'a-b']))

names('the name of a wheel says what it is for', () => {
  assert.equal(readWheelName('numpy-2.4.0-cp314-cp314-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl'), {
    project: 'numpy', version: '2.4.0', pythons: ['cp314'], abis: ['cp314'], platforms: ['manylinux_2_27_x86_64', 'manylinux_2_28_x86_64'],
  })
  assert.equal(readWheelName('six-1.17.0-py2.py3-none-any.whl')?.pythons, ['py2', 'py3'])
  assert.is(readWheelName('torch-2.13.0+cpu-1-cp314-cp314-linux_x86_64.whl')?.version, '2.13.0+cpu')
})

names('what is no wheel has none', () =>
  assert.equal(['numpy-2.4.0.tar.gz', 'numpy.whl', 'a-b-c-d-e-f-g.whl'].map(readWheelName), [undefined, undefined, undefined]))

names('the version of a source archive, also where its project has a dash in its name', () => {
  assert.is(sourceVersion('ta-lib-0.6.8.tar.gz', 'ta-lib'), '0.6.8')
  assert.is(sourceVersion('TA_Lib-0.6.8.zip', 'ta-lib'), '0.6.8')
  assert.is(sourceVersion('ta-lib-0.6.8.tar.gz', 'ta'), undefined)
  assert.is(sourceVersion('ta_lib-0.6.8-cp314-cp314-linux_x86_64.whl', 'ta-lib'), undefined)
})

names('a file name never leads out of its folder', () =>
  assert.equal(['a-1.0.tar.gz', '../etc/passwd', 'a/b.whl', '.hidden', 'a\nb', 'a..b'].map(isFileName), [true, false, false, false, false, false]))

names.run()

// ---

const requirement = suite('wheels: one requirement')

requirement('name, extras, versions and condition', () => assert.equal(
  readRequirement('Uvicorn[Standard] >= 0.30, < 1 ; python_version < "3.15"'),
  { name: 'uvicorn', extras: ['standard'], clauses: ['<1', '>=0.30'], marker: 'python_version < "3.15"' }))

requirement('an address', () => assert.equal(
  readRequirement('tool @ https://host.example/tool-1.0.tar.gz ; sys_platform == "linux"'),
  { name: 'tool', extras: [], clauses: [], url: 'https://host.example/tool-1.0.tar.gz', marker: 'sys_platform == "linux"' }))

requirement('versions in brackets, as old metadata has them', () => assert.equal(readRequirement('six (>=1.9)')?.clauses, ['>=1.9']))

requirement('what is none', () => assert.equal(['', '-e .', './lib', 'flask = 3', 'flask=3', 'flask 3.1'].map(readRequirement), Array(6).fill(undefined)))

requirement('goes back to one line', () => {
  for (const text of ['flask', 'uvicorn[standard]<1,>=0.30 ; python_version < "3.15"', 'tool @ https://host.example/t.whl'])
    assert.is(requirementText(readRequirement(text) ?? { name: '', extras: [], clauses: [] }), text)
})

requirement.run()
