import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { built, instructions, node, runOf, stagesOf, textOf } from './dockerfile-recipe.mts'

const test = suite('a rendered Dockerfile for Node')

test('what was built takes the place of the source, and what built it stays behind', () => {
  const stages = stagesOf(built)
  assert.equal(instructions(stages['production']).slice(0, 3), ['FROM base AS production', 'COPY --from=packages /app/node_modules node_modules', 'COPY --from=built --chmod=755 /app ./'])
  assert.equal(instructions(stages['built']).slice(2), ['RUN ["npm","run","build"]', 'RUN rm -rf node_modules'])
})

test('pnpm brings itself along; without packages nothing is installed', () => {
  const pnpm = node({ packages: { by: 'pnpm', files: ['package.json', 'pnpm-lock.yaml'] } })
  assert.match(runOf(stagesOf(pnpm)['dependencies'], '--frozen-lockfile'), 'pnpm install --frozen-lockfile --prod=false')
  assert.match(runOf(stagesOf(pnpm)['dependencies'], 'pnpm@'), '--mount=type=secret,id=npmrc NPM_CONFIG_USERCONFIG=/run/secrets/npmrc npm install --global')
  assert.match(runOf(stagesOf(pnpm)['packages'], 'prune'), 'pnpm prune --prod')
  const { packages: _, ...bare } = node()
  assert.equal(instructions(textOf(bare)).filter((line) => line.startsWith('RUN')), [])
})

test.run()
