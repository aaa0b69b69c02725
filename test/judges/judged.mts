import { join, relative } from 'node:path'
import { exampleFolders, renderedTree, scenarios, stacksIn, type Tree } from '../scenarios/trees.mts'
import { root } from '../support/run.mts'

/** Every stack of the repository with the files it renders: the demo, the examples, the scenarios. */
export const judged: readonly { readonly name: string; readonly folder: string; readonly tree: Tree }[] = await Promise.all(
  [...await exampleFolders(), ...(await stacksIn(scenarios)).map((name) => join(scenarios, name))].map(async (folder) => ({ name: relative(root, folder) || 'the demo', folder, tree: await renderedTree(folder) })))
