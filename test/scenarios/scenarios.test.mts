import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { differences, renderedTree, scenarios, stacksIn, treeOnDisk } from './trees.mts'

const test = suite('each scenario renders what is expected')

for (const name of await stacksIn(scenarios))
  test(name.replaceAll('-', ' '), async () => {
    const expected = join(scenarios, name, 'expected')
    const found = differences(await renderedTree(join(scenarios, name)), await treeOnDisk(expected, await readdir(expected).catch(() => [])))
    assert.is(found.join('\n'), '', `${found.join('\n')}\nIf that is meant: node test/scenarios/accept.mts ${name}`)
  })

test.run()
