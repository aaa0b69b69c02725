import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run, type Ran } from './support/run.mts'

/** What `npm pack` starts from; other tests and people may be at work in the repository itself. */
const sources = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'bin', 'scripts', 'templates', 'README.md', 'LICENSE', 'CHANGELOG.md', 'stack.schema.json']

const npm = (words: readonly string[], cwd: string): Promise<Ran> =>
  run(['npm', ...words, '--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd, timeout: 120_000 })

/** Copies the toolkit without its packages, which are linked. */
export const copyToolkit = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  for (const path of sources) await cp(join(root, path), join(folder, path), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Packs a copy; gives the tarball and the paths in it. */
export const pack = async (folder: string): Promise<{ readonly tarball: string; readonly paths: readonly string[] }> => {
  const { stdout, stderr, code } = await npm(['pack', '--silent'], folder)
  if (code !== 0) throw new Error(`npm pack ended with ${code}:\n${stdout}${stderr}`)
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '')
  const listed = await run(['tar', '--list', '--gzip', '--file', tarball])
  return { tarball, paths: listed.stdout.trim().split('\n').map((path) => path.replace(/^package\//, '')) }
}

/** Installs the tarball into an empty project; gives why it is impossible here, or nothing. */
export const install = async (tarball: string, project: string, words: readonly string[] = []): Promise<string> => {
  await mkdir(project, { recursive: true })
  await writeFile(join(project, 'package.json'), '{ "private": true }')
  const { stderr, code } = await npm(['install', ...words, tarball], project)
  if (code !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|network/.test(stderr)) return 'no package registry can be reached, and npm has not all packages in its cache'
  if (code !== 0) throw new Error(`npm install ended with ${code}:\n${stderr}`)
  return ''
}

/** What a shell of a user's has: nothing of the repository, and no runtime but the host's. */
export const hostPath = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules')).join(':')
