import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { go, instructions, runOf, stagesOf } from './dockerfile-recipe.mts'

const test = suite('a rendered Dockerfile for Go')

test('one static program for the platform that is asked for; certificates beside it', () => {
  const { dependencies, application, production } = stagesOf(go({ program: 'cmd/api' }))
  assert.match(dependencies ?? '', 'FROM --platform=$BUILDPLATFORM golang:1.27 AS dependencies')
  assert.match(runOf(application, 'go build'), "CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags='-s -w' -tags=timetzdata -o /app/server ./cmd/api")
  assert.equal(instructions(production).slice(0, 4), ['FROM alpine:3.23 AS production', 'COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', 'WORKDIR /app', 'COPY --from=application /app/server /app/server'])
})

test('with nothing but the program, folders for volumes come from the stage before', () => {
  const { production } = stagesOf(go({ variant: 'distroless', images: { build: 'golang:1.27' }, folders: [{ path: '/data', user: '1000:1000' }] }))
  assert.equal(instructions(production).slice(0, 4), ['FROM scratch AS production', 'COPY --from=dependencies /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/', 'WORKDIR /app', 'COPY --from=application --chown=1000:1000 /data /data'])
})

test('C libraries are compiled against in one stage and there in the other', () => {
  const cgo = (variant: 'slim' | 'alpine', build: string, run: string) => stagesOf(go({ variant, isNative: true, images: { build, run }, system: { build: ['librdkafka-dev'], run: ['librdkafka1'] } }))
  const debian = cgo('slim', 'golang:1.27-trixie', 'debian:trixie-slim')
  assert.match(runOf(debian['application'], 'go build'), 'CGO_ENABLED=1 go build')
  assert.match(runOf(debian['dependencies'], 'apt-get'), '--no-install-recommends librdkafka-dev librdkafka1 ')
  assert.match(runOf(debian['production'], 'apt-get'), '--no-install-recommends ca-certificates tzdata wget librdkafka1 ')
  const alpine = cgo('alpine', 'golang:1.27-alpine', 'alpine:3.23')
  assert.equal(['dependencies', 'production'].map((stage) => runOf(alpine[stage], 'apk').split('apk add --no-cache ')[1]), ['gcc musl-dev pkgconf librdkafka-dev librdkafka1', 'ca-certificates tzdata librdkafka1'])
})

test.run()
