import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileIgnore, judgeOf } from '../../scripts/images/ignore.mts'
import { dockerignoreText, ownLineAt, type DockerignoreInput } from '../../scripts/targets/dockerignore.mts'

const render = (input: Partial<DockerignoreInput>): string => dockerignoreText({ source: 'stack.yaml', language: undefined, needed: [], own: undefined, ...input })
/** Which paths a build does not see. */
const dropped = (input: Partial<DockerignoreInput>, paths: readonly string[]): readonly string[] => {
  const { problems, rules } = compileIgnore('', render(input))
  assert.equal(problems, [])
  const rule = judgeOf({ file: '', problems, rules })
  return paths.filter((path) => rule(path) !== undefined)
}
const languages = ['python', 'node', 'go', 'static', undefined] as const

const test = suite('targets: dockerignore')

test('the header says where to edit', () => {
  assert.is(render({ source: 'stacks/shop.yaml' }).split('\n')[0], '# Rendered from stacks/shop.yaml by gantry: edit stacks/shop.yaml, not this file.')
  assert.ok(render({}).endsWith('\n') && !render({}).endsWith('\n\n'))
})

test('history, editors\' files and secrets never reach a build', () => {
  const paths = ['.git/HEAD', 'libs/x/.git/HEAD', '.env', '.env.production', 'secrets/db_password', 'ssl/prod/key.pem', '.gantry/dev/lock', '.idea/x.xml', 'app.log', 'src/app.log.1', 'Dockerfile', '.dockerignore', 'compose.prod.yaml']
  for (const language of languages) assert.equal(dropped({ language }, paths), paths, language)
})

test('source, lock files, read-mes and wheels stay', () => {
  const paths = ['src/app.py', 'src/env.ts', 'package-lock.json', 'requirements.txt', 'pyproject.toml', 'uv.lock', 'go.sum', 'vendor/modules.txt', 'README.md', 'LICENSE', 'wheels/a-1-py3-none-any.whl', 'public/index.html', 'data/load.py', 'data/words.txt', 'data/en.json', 'words.csv', 'dist/app.js', 'build/build.js', 'logs/handler.go', '.npmrc']
  for (const language of languages) assert.equal(dropped({ language }, paths), [], language)
})

test('each language has its own', () => {
  const python = ['.venv/lib/x.so', 'env/lib/python3.13/site-packages/x.py', 'src/__pycache__/a.pyc', 'data/prices.csv', 'notebooks/a.ipynb', 'src/b.ipynb', 'app.egg-info/PKG-INFO', 'build/lib/app.py']
  const node = ['node_modules/a/index.js', 'packages/web/node_modules/b/index.js', '.next/cache/x', 'coverage/lcov.info', 'tsconfig.tsbuildinfo']
  assert.equal(dropped({ language: 'python' }, [...python, ...node]), python)
  assert.equal(dropped({ language: 'node' }, [...python, ...node]), node)
  assert.equal(dropped({ language: 'go' }, ['api.test', 'cpu.prof', 'coverage.out', 'main.go', 'testdata/x.test']), ['api.test', 'cpu.prof', 'coverage.out'])
  assert.equal(dropped({ language: 'static' }, ['node_modules/a', 'data/pages.json', '_site/index.html']), ['node_modules/a'])
})

test('what an instruction takes by its name is never dropped', () => {
  const paths = ['data/words.csv', 'data/other.csv', 'notebooks/report.ipynb', '.env.example', 'compose.yaml']
  assert.equal(dropped({ language: 'python', needed: ['data/words.csv', './notebooks/', '.env*', 'compose.yaml'] }, paths), ['data/other.csv'])
  assert.equal(dropped({ language: 'python', needed: ['notebooks/report.ipynb'] }, ['notebooks/report.ipynb', 'notebooks/b.ipynb']), ['notebooks/b.ipynb'])
  assert.equal(dropped({ language: 'python', needed: ['data/*.csv', '*.ipynb'] }, ['data/a.csv', 'data/b.npy', 'x.ipynb']), ['data/b.npy'])
  assert.equal(dropped({ language: 'node', needed: ['web/node_modules'] }, ['web/node_modules/p/i.js', 'node_modules/q']), ['node_modules/q'])
})

test('what takes all there is brings nothing back', () => {
  for (const all of ['', '.', './', '*', '**', '*/*']) assert.is(render({ language: 'python', needed: [all] }), render({ language: 'python' }), all)
  assert.is(render({ language: 'python', needed: ['src', 'requirements*.txt', 'pyproject.toml'] }), render({ language: 'python' }))
})

test('the service\'s own lines come last, as they are', () => {
  const own = '\uFEFF# mine\r\n*.md\r\n!README.md\r\n!.env.production\r\n\r\n'
  assert.ok(render({ language: 'node', own }).endsWith('\n\n# The service\'s own .dockerignore:\n# mine\n*.md\n!README.md\n!.env.production\n'))
  assert.equal(dropped({ language: 'node', needed: ['CHANGES.md'], own }, ['CHANGES.md', 'README.md', '.env.production', '.env.local']), ['CHANGES.md', '.env.local'])
  assert.is(render({ own: '\n' }), render({}))
})

test('a line of the rendered file leads back to the service\'s own', () => {
  const text = render({ language: 'go', own: '\n# mine\n*.md\n' })
  assert.is(ownLineAt(text, text.split('\n').indexOf('*.md') + 1), 3)
  assert.is(ownLineAt(text, 3), undefined)
  assert.is(ownLineAt(render({}), 3), undefined)
})

test.run()
