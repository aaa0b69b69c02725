import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { relative } from 'node:path'
import { targets } from '../../scripts/targets/index.mts'
import { root } from '../support/run.mts'
import { differences, exampleFolders, renderedTree, treeOnDisk } from './trees.mts'

const examples = suite('what is committed is what is rendered')

for (const folder of await exampleFolders())
  examples(`${relative(root, folder) || 'the demo'}, in every environment, byte for byte`, async () => {
    const rendered = await renderedTree(folder)
    assert.ok(rendered.size > 0)
    const found = differences(rendered, await treeOnDisk(folder, Object.keys(targets)))
    assert.is(found.join('\n'), '', `${found.join('\n')}\nIf that is meant: node scripts/render.mts --stack ${relative(root, folder) || '.'}`)
  })

examples('rendering says the same whatever was rendered before', async () => {
  for (const folder of await exampleFolders()) assert.equal(differences(await renderedTree(folder), await renderedTree(folder)), [])
})

examples.run()
