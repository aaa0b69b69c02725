// needs: engine
// limit: 180
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { sayHidden } from '../../scripts/images/context-hidden.mts'
import { compileIgnore } from '../../scripts/images/ignore.mts'
import { contextSources } from '../../scripts/images/sources.mts'
import { measureContext } from '../../scripts/shell/images/walk-context.mts'
import { dockerignoreText } from '../../scripts/targets/dockerignore.mts'
import { outcomes, tree } from '../images/ignore-table.mts'
import { context, stage, taken } from '../images/sources-table.mts'
import { run } from '../support/run.mts'
import { withTemp } from '../support/temp.mts'

/** Every file holds its own path. */
const fill = async (folder: string, paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), path)
  }
}

/** Builds and unpacks the image into `out`; what was printed when that fails. */
const build = async (folder: string, dockerfile: string, words: readonly string[]): Promise<string> => {
  await mkdir(join(folder, 'dockerfile'), { recursive: true })
  await writeFile(join(folder, 'dockerfile/it.Dockerfile'), dockerfile)
  const { code, stderr } = await run(['docker', 'buildx', 'build', '--no-cache', '--progress', 'plain', '--file', join(folder, 'dockerfile/it.Dockerfile'), '--output', `type=local,dest=${join(folder, 'out')}`, ...words], { timeout: 120_000 })
  return code === 0 ? '' : stderr
}

/** The files of a folder with their texts; none where there is no folder. */
const arrived = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const)))
}

const test = suite('build contexts, judged by BuildKit')

const texts = Object.values(outcomes).flat()
test(`${texts.length} ignore files leave what the table says`, () => withTemp(async (folder) => {
  for (const [index, [text]] of texts.entries()) {
    await fill(join(folder, `context${index}`), tree)
    await writeFile(join(folder, `context${index}`, '.dockerignore'), text)
  }
  await mkdir(join(folder, 'empty'))
  const copies = texts.map((_, index) => `COPY --from=context${index} / /${index}/`)
  const trouble = await build(folder, ['FROM scratch', ...copies, ''].join('\n'), [...texts.flatMap((_, index) => ['--build-context', `context${index}=${join(folder, `context${index}`)}`]), join(folder, 'empty')])
  assert.is(trouble, '')
  for (const [index, [text, { dropped }]] of texts.entries()) {
    const files = await arrived(join(folder, 'out', String(index)))
    // A file that is brought back and then hidden by its folder arrives empty.
    assert.equal(tree.filter((path) => files[path] !== path), dropped, JSON.stringify(text))
  }
}))

test('instructions take what the table says', () => withTemp(async (folder) => {
  await fill(join(folder, 'context'), context)
  const copies = taken.map(([instruction], index) => instruction.replace('/to/', `/to/${index}/`))
  assert.is(await build(folder, [stage, ...copies, ''].join('\n'), [join(folder, 'context')]), '')
  for (const [index, [instruction, files]] of taken.entries()) {
    const found = Object.values(await arrived(join(folder, 'out/to', String(index))))
    assert.equal(context.filter((path) => found.includes(path)), files, instruction)
  }
}))

test('no build begins with a pattern that is refused here', () => withTemp(async (folder) => {
  await fill(join(folder, 'context'), ['a', 'deep/b'])
  for (const text of ['!', '!/', 'a[', 'a\\', '[z-a]', 'd\\eep', '[[:foo:]]']) {
    assert.is(compileIgnore('', text).problems.length, 1, text)
    await writeFile(join(folder, 'context/.dockerignore'), text)
    assert.match(await build(folder, 'FROM scratch\nCOPY . /\n', [join(folder, 'context')]), /syntax error in pattern|illegal exclusion pattern/, text)
  }
}))

test('the rendered ignore file beside a Dockerfile is read in place of the service\'s own, and the numbers are those of the build', () => withTemp(async (folder) => {
  const project = ['bot/main.py', 'bot/__pycache__/main.pyc', '.venv/lib/python3.13/site-packages/a.py', '.git/HEAD', 'data/load.py', 'data/prices.csv', 'data/words.txt', 'notebooks/a.ipynb', 'requirements.txt', 'notes.md', 'README.md', '.env']
  await fill(join(folder, 'context'), project)
  await writeFile(join(folder, 'context/.dockerignore'), 'bot')
  const dockerfile = 'FROM scratch AS production\nCOPY data/words.txt /first/\nCOPY . /all/\nFROM scratch AS other\nCOPY .env /\n'
  const sources = contextSources(dockerfile, { target: 'production' })
  const text = dockerignoreText({ source: 'stack.yaml', language: 'python', needed: sources.sources.map(({ path }) => path), own: '*.md\n!README.md\n' })
  await mkdir(join(folder, 'dockerfile'))
  await writeFile(join(folder, 'dockerfile/it.Dockerfile.dockerignore'), text)
  assert.is(await build(folder, dockerfile, ['--target', 'production', join(folder, 'context')]), '')
  const files = await arrived(join(folder, 'out/all'))
  assert.equal(Object.keys(files).sort(), ['README.md', 'bot/main.py', 'data/load.py', 'data/words.txt', 'requirements.txt'])
  const { read, hidden } = await measureContext(join(folder, 'context'), compileIgnore('it.Dockerfile.dockerignore', text), sources)
  assert.equal([read, hidden], [{ files: Object.keys(files).length, bytes: Object.values(files).join('').length }, []])
}))

test('what is said of a hidden source is what ends the build', () => withTemp(async (folder) => {
  await fill(join(folder, 'context'), ['config/app.yaml', 'main.py'])
  await writeFile(join(folder, 'context/.dockerignore'), 'config\n')
  const dockerfile = 'FROM scratch\nCOPY main.py config/app.yaml /app/\n'
  const { hidden } = await measureContext(join(folder, 'context'), compileIgnore('.dockerignore', 'config\n'), contextSources(dockerfile))
  assert.equal(hidden.map((each) => sayHidden(each, 'Dockerfile', '.dockerignore').message), ['Dockerfile:2: COPY config/app.yaml gets nothing: .dockerignore:1:1 (config) hides it from the build'])
  assert.match(await build(folder, dockerfile, [join(folder, 'context')]), '"/config/app.yaml": not found')
}))

test.run()
