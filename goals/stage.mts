import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './processes.mts'

/** A copy of the demo under a name and a port of its own, so that measuring touches nothing that runs. */
export type Stage = { readonly folder: string; readonly project: string; readonly composeFile: string; readonly gantry: (...words: string[]) => Promise<string>; readonly end: () => Promise<void> }

const port = 18_090

/** Copies the demo; `change` may rewrite its stack file. */
export const stageDemo = async (name: string, change: (text: string) => string = (text) => text): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-goal-'))
  for (const part of ['services', '.env.example']) await cp(join(root, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  const text = (await readFile(join(root, 'stack.yaml'), 'utf8')).replace('name: demo', `name: ${name}`).replace('127.0.0.1:8080', `127.0.0.1:${port}`)
  return stage(folder, name, change(text))
}

/** Puts a stack file into an empty folder. */
export const stageStack = async (name: string, text: string, environment = 'dev'): Promise<Stage> =>
  stage(await mkdtemp(join(tmpdir(), 'gantry-goal-')), name, text, environment)

const stage = async (folder: string, name: string, text: string, environment = 'dev'): Promise<Stage> => {
  const project = `${name}-${environment}`
  await writeFile(join(folder, 'stack.yaml'), text)
  const gantry = (script = '', ...words: string[]) => run(['node', join(root, `scripts/${script}.mts`), '--stack', folder, '--env', environment, ...words], { codes: script === 'health' ? [0, 1] : [0] })
  return {
    folder, project, gantry,
    composeFile: join(folder, process.env['GANTRY_IMAGES'] ? `.gantry/${environment}/compose/compose.yaml` : `compose/${environment}/compose.yaml`),
    end: async () => {
      await run(['docker', 'compose', '--project-name', project, 'down', '--remove-orphans', '--volumes', '--timeout', '2'])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
