import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { composePieces, resolveText, stackText } from '../../scripts/adopt/compose-text.mts'
import { mergeTrees, normalised } from '../../scripts/adopt/compose-merge.mts'
import { plain, readTree, type Dict, type Tree } from '../../scripts/adopt/tree.mts'
import { made } from './reading.mts'

const text = suite('adopt: variables of compose')

text('a text is cut at its variables', () => assert.equal(composePieces('a$B-${C:-d}$$e'), [
  { is: 'text', text: 'a' }, { is: 'variable', name: 'B', op: '', argument: '' }, { is: 'text', text: '-' }, { is: 'variable', name: 'C', op: '-', argument: 'd' }, { is: 'text', text: '$e' },
]))

for (const [written, value] of [['${A}', '1'], ['$A$B', '1'], ['${B:-x}', 'x'], ['${A:+y}', 'y'], ['${B:+y}', ''], ['${B:-${C:-${A}}}', '1'], ['$$A', '$A'], ['${', '${'], ['a${A', 'a${A']] as const)
  text(`${written} is ${JSON.stringify(value)}`, () => assert.is(resolveText(written, { A: '1' }).text, value))

text('what is set nowhere is named', () => assert.equal(resolveText('${A}-${B:-x}-${C:?no}', {}).missing, ['A', 'C']))

for (const [written, out] of [['${A}', '${A}'], ['$A', '${A}'], ['${A:?must}', '${A}'], ['${B:-x}', '${B:-x}'], ['${B-x}', '${B:-x}'], ['${B}', '${B:-}'], ['$${B}', '$${B}'], ['$$x', '$x'], ['${B:-${A}}', '${B:-1}'], ['${A:+y}', undefined]] as const)
  text(`${written} stands in a stack file as ${out}`, () => assert.is(stackText(written, { A: '1' }), out))

text.run()

// ---

const dict = (yaml: string): Dict => {
  const { tree } = readTree('a.yml', yaml)
  if (tree?.is !== 'dict') throw new Error('no map')
  return tree
}
const merged = (base: string, change: string): unknown => plain(mergeTrees(normalised(dict(base)), normalised(dict(change))) as Tree)

const merging = suite('adopt: a later compose file changes an earlier one')

merging('plain values and commands are replaced', () => assert.equal(merged('image: a\ncommand: [x, y]', 'image: b\ncommand: [z]'), { image: 'b', command: ['z'] }))
merging('environment merges by name, whatever its form', () => assert.equal(merged('environment: [A=1, B=2]', 'environment: { B: 3 }'), { environment: { A: '1', B: 3 } }))
merging('ports and env files are added', () => assert.equal(merged('ports: ["1:1"]\nenv_file: [a]', 'ports: ["2:2", "1:1"]\nenv_file: [b]'), { ports: ['1:1', '2:2'], env_file: ['a', 'b'] }))
merging('volumes merge by where they lead', () => assert.equal(merged('volumes: ["./a:/x", "./b:/y"]', 'volumes: ["./c:/x"]'), { volumes: ['./c:/x', './b:/y'] }))
merging('!reset removes, !override replaces', () => assert.equal(merged('ports: ["1:1"]\nexpose: [1]\nimage: a', 'ports: !override ["2:2"]\nexpose: !reset []'), { ports: ['2:2'], image: 'a' }))
merging('a list of needs is a map of them', () => assert.equal(merged('depends_on: [a]', 'depends_on: { b: { condition: service_healthy } }'), { depends_on: { a: {}, b: { condition: 'service_healthy' } } }))

merging('anchors, aliases and merge keys are followed; values know their line', () => {
  const tree = dict('x-a: &a\n  image: n\n  tty: true\nb:\n  <<: *a\n  image: m\n')
  assert.equal(plain(tree.entries.get('b') as Tree), { image: 'm', tty: true })
  assert.equal(tree.entries.get('b')?.at, { file: 'a.yml', line: 4, column: 1 })
})

merging.run()

// ---

const files = suite('adopt: files that belong together')

files('paths of an included file count from its own folder', () =>
  assert.equal(made('include: [sub/c.yaml]\n', { 'sub/c.yaml': 'services: { a: { build: ./app, ports: ["3000:3000"], volumes: ["./data:/data"] } }\n', 'sub/app/Dockerfile': 'FROM node:24\nCMD ["x"]\n' }).data.services['a'].build, './sub/app'))

files('a service of another file is extended, and what it says itself counts', () =>
  assert.equal(made('services: { a: { extends: { file: b.yaml, service: base }, image: "y:2" } }\n', { 'b.yaml': 'services: { base: { image: "y:1", stop_grace_period: 9s } }\n' }).data.services['a'].stop, '9s'))

files('keys that begin with x- are nobody\'s', () => assert.equal(made('x-a: 1\nservices: { a: { image: b, x-c: 2 } }\n').left, []))

files('the name of the project, else of the folder', () => {
  assert.is(made('name: My_Shop\nservices: { a: { image: b } }\n').data.name, 'my-shop')
  assert.is(made('services: { a: { image: b } }\n').data.name, 'shop')
})

files.run()
