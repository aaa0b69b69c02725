import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, instructions, site, stagesOf } from './dockerfile-recipe.mts'

const test = suite('a rendered Dockerfile for a site')

test('a site is copied or built, and served by an nginx without rights', () => {
  const { dependencies, application, production } = stagesOf(app)
  assert.equal([instructions(dependencies)[0], instructions(application).at(-1)], ['FROM node:24-slim AS dependencies', 'RUN ["npm","run","build"]'])
  assert.equal(instructions(production).slice(0, 3), ['FROM nginx:1.30-alpine AS production', 'COPY --from=application --chmod=755 /app/dist /usr/share/nginx/html', 'USER 101:101'])
  assert.equal(instructions(stagesOf(site())['application']), ['FROM dependencies AS application', 'COPY --chmod=755 public public'])
})

test.run()
