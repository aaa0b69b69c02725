import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gitignoreSteps } from '../../scripts/plan/gitignore.mts'

const gitignore = suite('plan: what is never committed')
const written = (text: string | undefined): string | undefined => {
  const [step] = gitignoreSteps(text)
  return step?.do === 'write' ? step.content : undefined
}

gitignore('a missing file is written', () => assert.match(written(undefined) ?? '', /^\.env\n[\s\S]*\nsecrets\/\nbackups\/\n$/))
gitignore('own lines stay, missing ones follow', () => assert.match(written('dist\nsecrets/') ?? '', /^dist\nsecrets\/\n\.env\n/))
gitignore('with all of them there is nothing to do', () => assert.equal(gitignoreSteps(written(undefined)), []))
gitignore('a leading slash counts as well', () => assert.not.match(written('/secrets/\n') ?? '', /^secrets/m))

gitignore.run()
