import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builtImage, hiddenProblem, ignoreProblems, type BuildFiles } from '../../scripts/images/built.mts'
import { contextReport } from '../../scripts/images/context.mts'
import { dockerignoreText } from '../../scripts/targets/dockerignore.mts'

const dockerfile = { path: 'dockerfile/api.Dockerfile', text: 'FROM scratch\nCOPY src src\n' }
const rendered = (own: string, text = dockerfile.text): BuildFiles => ({
  service: 'api', context: 'services/api', dockerfile: { ...dockerfile, text }, setting: {},
  ignore: { path: 'dockerfile/api.Dockerfile.dockerignore', text: dockerignoreText({ source: 'stack.yaml', language: 'node', needed: ['src'], own }), own: 'services/api/.dockerignore' },
})
const said = (files: BuildFiles, path = 'src/a.js') => {
  const image = builtImage(files)
  return contextReport([{ path, size: 1 }], image.ignore, image.sources).hidden.map((hidden) => hiddenProblem(image, hidden))
}

const test = suite('images: what an image would miss')

test('the line of a person is named where that person wrote it', () => assert.equal(said(rendered('# mine\n\nsrc\n')), [{
  service: 'api', fails: true, message: 'dockerfile/api.Dockerfile:2: COPY src gets nothing: services/api/.dockerignore:3:1 (src) hides it from the build',
  hint: 'add the line `!src` below line 3 of services/api/.dockerignore, or remove that line',
}]))
test('a line of gantry is answered by one in the folder\'s own file', () => {
  const [found] = said(rendered('', 'FROM scratch\nCOPY .env /\n'), '.env')
  assert.is(found?.hint, 'add the line `!.env` to services/api/.dockerignore')
})
test('an ignore file of the folder is named as it is', () => {
  const [found] = said({ service: 'api', context: 'a', dockerfile: { path: 'a/Dockerfile', text: 'FROM scratch\nADD src /\n' }, ignore: { path: 'a/.dockerignore', text: 'src\n' }, setting: {} })
  assert.is(found?.message, 'a/Dockerfile:2: ADD src gets nothing: a/.dockerignore:1:1 (src) hides it from the build')
})
test('a pattern that Docker refuses is said as well, at the line of its file', () => assert.equal(ignoreProblems(builtImage(rendered('a\nb['))), [{
  service: 'api', fails: true, message: 'services/api/.dockerignore:2:2: Docker cannot read the pattern `b[`',
  hint: 'brackets hold single characters and ranges such as `[a-z]`; write `\\[` for a bracket itself',
}]))

test.run()
