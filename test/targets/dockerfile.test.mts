import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDockerfile } from '../../scripts/docker/dockerfile.mts'
import { dockerfile } from '../../scripts/targets/dockerfile.mts'
import { app, built, go, instructions, node, pip, recipe, runOf, site, stagesOf, textOf } from './dockerfile-recipe.mts'
import { filesOf } from './render.mts'
import { environment, workload } from './workload.mts'

const test = suite('a rendered Dockerfile')

const health = { command: ['python3', '-c', "print('$HOME')"], interval: 10_000, timeout: 5000, retries: 3, startPeriod: 90_000, startInterval: 500 }
const everyLanguage = { python: recipe({ packages: pip }), node: node(), built, go: go(), site: site(), app }

test('reads as a person would write it', () => {
  assert.is(textOf(node({ packages: { by: 'npm', files: ['package.json', 'package-lock.json'] }, health: { ...health, command: ['node', 'probe.js'] } })), `# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM node:24-slim AS base
ENV NODE_ENV=production
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/var/cache/node \\
  --mount=type=secret,id=npmrc \\
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \\
  npm ci --include=dev --no-audit --no-fund --no-update-notifier --cache=/var/cache/node && mkdir -p node_modules

FROM base AS application
COPY --from=dependencies /app/node_modules node_modules
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 8000
CMD ["node","main.js"]

FROM dependencies AS packages
RUN npm prune --omit=dev --no-audit --no-fund --no-update-notifier

FROM base AS production
COPY --from=packages /app/node_modules node_modules
COPY --chmod=755 . .
# The root is read-only: what a library keeps at home goes where it may write.
ENV HOME=/tmp
USER 1000:1000
EXPOSE 8000
CMD ["node","main.js"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=1m30s --start-interval=500ms --retries=3 \\
  CMD ["node","probe.js"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="shop/api" \\
  org.opencontainers.image.base.name="node:24-slim" \\
  org.opencontainers.image.revision="$REVISION"
`)
})

test('has the stages dependencies, application and production, the last one last', () => {
  for (const [name, of] of Object.entries(everyLanguage)) {
    const stages = Object.keys(stagesOf(of))
    assert.equal(['dependencies', 'application', 'production'].filter((stage) => !stages.includes(stage)), [], name)
    assert.is(stages.at(-1), 'production', name)
  }
})

test('its command and working folder are what gantry knows of it without reading it', () => {
  for (const [name, of] of Object.entries(everyLanguage)) {
    const { command, entrypoint } = readDockerfile(textOf(of))
    assert.equal([command, entrypoint], [of.command, undefined], name)
  }
  assert.is(readDockerfile(textOf(everyLanguage.node), 'application').workdir, '/app')
})

test('runs as a numeric user, and asks for no frontend from a registry', () => {
  for (const [name, of] of Object.entries(everyLanguage)) {
    assert.match(stagesOf(of)['production'] ?? stagesOf(of)['application'] ?? '', /^(USER \d+:\d+|FROM application AS production)$/m, name)
    assert.not.match(textOf(of), /^# *syntax *=/m, name)
  }
})

test('secrets are told of to the step that needs them, and to no other', () => {
  for (const [name, of] of Object.entries(everyLanguage)) for (const line of instructions(textOf(of)))
    if (/npmrc|NPM_CONFIG|netrc|NETRC|GOCACHE|pip\.conf/.test(line)) assert.ok(line.startsWith('RUN --mount='), `${name}: ${line}`)
  assert.match(runOf(stagesOf(everyLanguage.go)['dependencies'], 'mod download'), '--mount=type=secret,id=netrc NETRC=/run/secrets/netrc go mod download')
})

test('packages come before the source, so that an edit installs nothing', () => {
  for (const [name, of] of Object.entries({ python: everyLanguage.python, node: everyLanguage.node })) {
    const lines = instructions(stagesOf(of)['application'])
    assert.ok(lines.findIndex((line) => line.startsWith('COPY --from=dependencies')) < lines.indexOf('COPY --chmod=755 . .'), name)
    assert.not.match(stagesOf(of)['dependencies'] ?? '', 'COPY --chmod=755 . .')
  }
})

test('a variable or a quote in the health check is left as it is', () => {
  assert.match(textOf(recipe({ health })), `CMD ["python3","-c","print('$HOME')"]`)
  assert.not.match(textOf(recipe()), 'HEALTHCHECK')
})

test('packages of the operating system: what compiles stays in its stage', () => {
  const { base, dependencies, application } = stagesOf(recipe({ packages: pip, system: { build: ['gcc'], run: ['libpq5'] } }))
  assert.equal([runOf(base, 'libpq5') !== '', runOf(dependencies, 'gcc') !== '', application?.includes('gcc')], [true, true, false])
  assert.match(runOf(base, 'libpq5'), '--mount=type=cache,target=/var/lib/apt')
  // What the base image has already is asked of nobody.
  assert.match(runOf(base, 'libpq5'), `if ! dpkg-query --show --showformat='\${db:Status-Abbrev}\\n' libpq5 2>&1 | grep -qv '^ii'; then exit 0; fi; rm -f`)
  assert.is(runOf(stagesOf(recipe({ images: { build: 'python:3.13-alpine', run: 'python:3.13-alpine' }, system: { build: [], run: ['libpq'] } }))['base'], 'apk'), 'RUN apk info --quiet --installed libpq || apk add --no-cache libpq')
})

test('volumes find a folder of their user; what is included stands before the source', () => {
  const of = recipe({ folders: [{ path: '/data', user: '1000:1000' }, { path: '/cache', user: '1000:1000' }, { path: '/x', user: '5:6' }], include: [
    { source: 'models', path: 'models', isFolder: true, isInside: false }, { source: 'conf/App.json', path: 'App.json', isFolder: false, isInside: false },
  ] })
  assert.equal(instructions(stagesOf(of)['application']).slice(1, 6), [
    'RUN install -d -o 1000 -g 1000 /data /cache', 'RUN install -d -o 5 -g 6 /x', 'COPY --from=include-models --chmod=755 / models', 'COPY --from=include-app-json --chmod=755 /App.json App.json', 'COPY --chmod=755 . .',
  ])
})

test('digests stay in FROM and out of the label', () => {
  const pinned = `python:3.13-slim@sha256:${'0'.repeat(64)}`
  const text = textOf(recipe({ images: { build: pinned, run: pinned } }))
  assert.match(text, `FROM ${pinned} AS base`)
  assert.match(text, 'org.opencontainers.image.base.name="python:3.13-slim"')
})

test('every image has one file, called by the service that builds it, with its .dockerignore beside it', () => {
  const [one, other] = [recipe(), recipe({ name: 'web', ignore: 'drafts' })]
  const files = filesOf(dockerfile, environment({ isMapped: true, workloads: [workload({ name: 'web', recipe: other }), workload({ name: 'api', recipe: one }), workload({ name: 'worker', recipe: one }), workload({ name: 'db' })] }))
  assert.equal(Object.keys(files), ['dockerfile/api.Dockerfile', 'dockerfile/api.Dockerfile.dockerignore', 'dockerfile/web.Dockerfile', 'dockerfile/web.Dockerfile.dockerignore'])
  assert.match(files['dockerfile/web.Dockerfile.dockerignore'] ?? '', /\ndrafts\n$/)
})

test.run()
