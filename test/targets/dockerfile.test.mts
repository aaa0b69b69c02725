import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDockerfile } from '../../scripts/docker/dockerfile.mts'
import { dockerfile } from '../../scripts/targets/dockerfile.mts'
import { go, instructions, node, recipe, site, stagesOf, textOf } from './dockerfile-recipe.mts'
import { filesOf } from './render.mts'
import { environment, workload } from './workload.mts'

const test = suite('a rendered Dockerfile')

const health = { command: ['python3', '-c', "print('$HOME')"], interval: 10_000, timeout: 5000, retries: 3, startPeriod: 90_000, startInterval: 500 }
const pip = { by: 'pip', files: ['requirements.txt'] } as const
const everyLanguage = { python: recipe({ packages: pip }), node: node(), built: node({ compile: ['npm', 'run', 'build'] }), go: go(), site: site(), app: site({ images: { build: 'node:24-slim', run: 'nginx:1.30-alpine' }, source: ['.'], compile: ['npm', 'run', 'build'], output: 'dist' }) }
const runOf = (stage: string | undefined, words: string): string => instructions(stage).find((line) => line.startsWith('RUN') && line.includes(words)) ?? ''

test('reads as a person would write it', () => {
  assert.is(textOf(node({ packages: { by: 'npm', files: ['package.json', 'package-lock.json'] }, health: { ...health, command: ['node', 'probe.js'] } })), `# Rendered from stack.yaml by gantry: edit stack.yaml, not this file.

FROM node:24-slim AS base
ENV NODE_ENV=production
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/var/cache/node \\
  --mount=type=secret,id=npmrc,target=/root/.npmrc \\
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

// --- Python

test('Python: wheels where there are any, without a network; else the index', () => {
  const install = runOf(stagesOf(recipe({ packages: pip }))['dependencies'], 'pip')
  assert.match(textOf(recipe({ packages: pip })), /^FROM scratch AS wheels$/m)
  assert.match(install, 'if ls /wheels/*.whl >/dev/null 2>&1; then python3 -m pip --python=/venv/bin/python3 install --disable-pip-version-check --no-cache-dir --no-index --find-links=/wheels --no-deps --require-hashes --requirement=/wheels/requirements.txt; else python3 -m pip')
  assert.match(install, /else .*--cache-dir=\/var\/cache\/pip --requirement=requirements\.txt; fi$/)
})

test('Python: Poetry and uv install their lock, and are not in the image', () => {
  const poetry = recipe({ packages: { by: 'poetry', files: ['pyproject.toml', 'poetry.lock'] } })
  assert.match(runOf(stagesOf(poetry)['dependencies'], 'poetry'), /pip install .* poetry==[\d.]+ .*VIRTUAL_ENV=\/venv .*poetry install --only main --no-root/)
  const uv = recipe({ packages: { by: 'uv', files: ['pyproject.toml', 'uv.lock'] } })
  assert.match(runOf(stagesOf(uv)['dependencies'], 'uv'), /UV_PROJECT_ENVIRONMENT=\/venv uv sync --locked --no-dev --no-install-project/)
  for (const each of [poetry, uv]) assert.equal(instructions(stagesOf(each)['application']).filter((line) => line.startsWith('COPY --from=')), ['COPY --from=dependencies /venv /venv'])
})

test('Python: without packages there is neither a virtual environment nor a place for wheels', () => {
  assert.not.match(textOf(recipe()), /venv|wheels|pip/)
})

test('Python: requirement files keep their folders', () => {
  assert.equal(instructions(stagesOf(recipe({ packages: { by: 'pip', files: ['requirements.txt', 'base/all.txt'] } }))['dependencies']).slice(1, 3), ['COPY requirements.txt ./', 'COPY base/all.txt base/all.txt'])
})

// --- Node, Go, sites

test('Node: what was built takes the place of the source, and what built it stays behind', () => {
  const { production, built } = stagesOf(everyLanguage.built)
  assert.equal(instructions(production).slice(0, 3), ['FROM base AS production', 'COPY --from=packages /app/node_modules node_modules', 'COPY --from=built --chmod=755 /app ./'])
  assert.equal(instructions(built).slice(2), ['RUN ["npm","run","build"]', 'RUN rm -rf node_modules'])
})

test('Node: pnpm brings itself along; without packages nothing is installed', () => {
  const pnpm = node({ packages: { by: 'pnpm', files: ['package.json', 'pnpm-lock.yaml'] } })
  assert.match(runOf(stagesOf(pnpm)['dependencies'], '--frozen-lockfile'), 'pnpm install --frozen-lockfile --prod=false')
  assert.match(runOf(stagesOf(pnpm)['packages'], 'prune'), 'pnpm prune --prod')
  const { packages: _, ...bare } = node()
  assert.equal(instructions(textOf(bare)).filter((line) => line.startsWith('RUN')), [])
})

test('Go: one static program for the platform that is asked for; certificates beside it', () => {
  const { dependencies, application, production } = stagesOf(go({ program: 'cmd/api' }))
  assert.match(dependencies ?? '', 'FROM --platform=$BUILDPLATFORM golang:1.27 AS dependencies')
  assert.match(runOf(application, 'go build'), "CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -tags=timetzdata -o /app/server ./cmd/api")
  assert.equal(instructions(production).slice(0, 4), ['FROM alpine:3.23 AS production', 'COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', 'WORKDIR /app', 'COPY --from=application /app/server /app/server'])
})

test('Go: with nothing but the program, folders for volumes come from the stage before', () => {
  const { production } = stagesOf(go({ variant: 'distroless', images: { build: 'golang:1.27' }, folders: [{ path: '/data', user: '1000:1000' }] }))
  assert.equal(instructions(production).slice(0, 4), ['FROM scratch AS production', 'COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', 'WORKDIR /app', 'COPY --from=application --chown=1000:1000 /data /data'])
})

test('Go: C libraries are compiled against in one stage and there in the other', () => {
  const cgo = (variant: 'slim' | 'alpine', build: string, run: string) => stagesOf(go({ variant, isNative: true, images: { build, run }, system: { build: ['librdkafka-dev'], run: ['librdkafka1'] } }))
  const debian = cgo('slim', 'golang:1.27-trixie', 'debian:trixie-slim')
  assert.match(runOf(debian['application'], 'go build'), 'CGO_ENABLED=1 go build')
  assert.match(runOf(debian['dependencies'], 'apt-get'), '--no-install-recommends librdkafka-dev librdkafka1 ')
  assert.match(runOf(debian['production'], 'apt-get'), '--no-install-recommends ca-certificates tzdata wget librdkafka1 ')
  const alpine = cgo('alpine', 'golang:1.27-alpine', 'alpine:3.23')
  assert.equal([runOf(alpine['dependencies'], 'apk'), runOf(alpine['production'], 'apk')], ['RUN apk add --no-cache gcc musl-dev pkgconf librdkafka-dev librdkafka1', 'RUN apk add --no-cache ca-certificates tzdata librdkafka1'])
})

test('a site is copied or built, and served by an nginx without rights', () => {
  const { dependencies, application, production } = stagesOf(everyLanguage.app)
  assert.equal([instructions(dependencies)[0], instructions(application).at(-1)], ['FROM node:24-slim AS dependencies', 'RUN ["npm","run","build"]'])
  assert.equal(instructions(production).slice(0, 3), ['FROM nginx:1.30-alpine AS production', 'COPY --from=application --chmod=755 /app/dist /usr/share/nginx/html', 'USER 101:101'])
  assert.equal(instructions(stagesOf(site())['application']), ['FROM dependencies AS application', 'COPY --chmod=755 public public'])
})

// --- everything

test('packages of the operating system: what compiles stays in its stage', () => {
  const { base, dependencies, application } = stagesOf(recipe({ packages: pip, system: { build: ['gcc'], run: ['libpq5'] } }))
  assert.equal([runOf(base, 'libpq5') !== '', runOf(dependencies, 'gcc') !== '', application?.includes('gcc')], [true, true, false])
  assert.match(runOf(base, 'libpq5'), '--mount=type=cache,target=/var/lib/apt')
  assert.is(runOf(stagesOf(recipe({ images: { build: 'python:3.13-alpine', run: 'python:3.13-alpine' }, system: { build: [], run: ['libpq'] } }))['base'], 'apk'), 'RUN apk add --no-cache libpq')
})

test('volumes find a folder of their user; what is included stands before the source', () => {
  const of = recipe({ folders: [{ path: '/data', user: '1000:1000' }, { path: '/cache', user: '1000:1000' }, { path: '/x', user: '5:6' }], include: [
    { source: 'models', path: 'models', isFolder: true, isInside: false }, { source: 'conf/App.json', path: 'App.json', isFolder: false, isInside: false },
  ] })
  assert.equal(instructions(stagesOf(of)['application']).slice(1, 6), [
    'RUN install -d -o 1000 -g 1000 /data /cache', 'RUN install -d -o 5 -g 6 /x', 'COPY --from=include-models --chmod=755 / models', 'COPY --from=include-app-json --chmod=755 /App.json App.json', 'COPY --chmod=755 . .',
  ])
})

test('without a distribution an interpreter takes along what it is linked to', () => {
  const { closure, production } = stagesOf(recipe({ variant: 'distroless', images: { build: 'python:3.13-slim' }, packages: pip, system: { build: [], run: ['libpq5'] } }))
  assert.match(closure ?? '', "echo 'app:x:1000:1000::/tmp:/sbin/nologin' >/closure/etc/passwd")
  assert.match(closure ?? '', 'dpkg --listfiles libpq5')
  assert.equal(instructions(production).slice(0, 2), ['FROM scratch AS production', 'COPY --from=closure /closure /'])
  assert.ok(instructions(production).includes('COPY --from=dependencies /venv /venv'))
  assert.not.match(production ?? '', 'base.name')
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
