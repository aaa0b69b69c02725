import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { instructions, pip, recipe, runOf, stagesOf, textOf } from './dockerfile-recipe.mts'

const test = suite('a rendered Dockerfile for Python')

test('wheels where there are any, without a network; else the index', () => {
  const install = runOf(stagesOf(recipe({ packages: pip }))['dependencies'], 'pip')
  assert.match(textOf(recipe({ packages: pip })), /^FROM scratch AS wheels$/m)
  assert.match(install, 'if [ -f /wheels/requirements.txt ]; then python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --no-cache-dir --no-index --find-links=/wheels --no-deps --require-hashes --requirement=/wheels/requirements.txt; else python3 -m pip')
  assert.match(install, /else .*--cache-dir=\/var\/cache\/pip --requirement=requirements\.txt; fi$/)
})

test('wheels are compiled: what compiles is asked for only where there are none', () => {
  const packages = { packages: pip, system: { build: ['gcc'], run: ['libpq5'] } }
  const { base, dependencies } = stagesOf(recipe(packages))
  const guard = 'RUN --mount=type=bind,from=wheels,target=/wheels '
  assert.ok(runOf(dependencies, 'gcc').startsWith(guard))
  assert.match(runOf(dependencies, 'gcc'), ' if [ -f /wheels/requirements.txt ]; then exit 0; fi; ')
  assert.match(runOf(dependencies, 'gcc'), ' && apt-get update && ')
  assert.not.match(runOf(base, 'libpq5'), 'wheels')
  const alpine = stagesOf(recipe({ ...packages, images: { build: 'python:3.13-alpine', run: 'python:3.13-alpine' } }))
  assert.is(runOf(alpine['dependencies'], 'gcc'), `${guard}if [ -f /wheels/requirements.txt ]; then exit 0; fi; apk info --quiet --installed gcc || apk add --no-cache gcc`)
  const { packages: _, ...bare } = packages
  assert.not.match(textOf(recipe(bare)), 'wheels')
})

test('Poetry and uv install their lock, and are not in the image', () => {
  const poetry = recipe({ packages: { by: 'poetry', files: ['pyproject.toml', 'poetry.lock'] } })
  assert.match(runOf(stagesOf(poetry)['dependencies'], 'poetry'), /pip install .* poetry==[\d.]+ .*VIRTUAL_ENV=\/venv .*poetry install --only main --no-root/)
  const uv = recipe({ packages: { by: 'uv', files: ['pyproject.toml', 'uv.lock'] } })
  assert.match(runOf(stagesOf(uv)['dependencies'], 'uv'), /UV_PROJECT_ENVIRONMENT=\/venv uv sync --locked --no-dev --no-install-project/)
  for (const each of [poetry, uv]) assert.equal(instructions(stagesOf(each)['application']).filter((line) => line.startsWith('COPY --from=')), ['COPY --from=dependencies /venv /venv'])
})

test('without packages there is neither a virtual environment nor a place for wheels', () => {
  assert.not.match(textOf(recipe()), /venv|wheels|pip/)
})

test('requirement files keep their folders', () => {
  assert.equal(instructions(stagesOf(recipe({ packages: { by: 'pip', files: ['requirements.txt', 'base/all.txt'] } }))['dependencies']).slice(1, 3), ['COPY requirements.txt ./', 'COPY base/all.txt base/all.txt'])
})

test('without a distribution an interpreter takes along what it is linked to', () => {
  const { closure, production } = stagesOf(recipe({ variant: 'distroless', images: { build: 'python:3.13-slim' }, packages: pip, system: { build: [], run: ['libpq5'] } }))
  assert.match(closure ?? '', "echo 'app:x:1000:1000::/tmp:/sbin/nologin' >/closure/etc/passwd")
  assert.match(closure ?? '', 'dpkg --listfiles libpq5')
  assert.equal(instructions(production).slice(0, 2), ['FROM scratch AS production', 'COPY --from=closure /closure /'])
  assert.ok(instructions(production).includes('COPY --from=dependencies /venv /venv'))
  assert.not.match(production ?? '', 'base.name')
})

test.run()
