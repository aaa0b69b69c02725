import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { platformSteps } from '../../scripts/images/platform-steps.mts'

const go = `FROM --platform=$BUILDPLATFORM golang:1.27 AS dependencies
RUN go mod download
FROM dependencies AS application
RUN go build
FROM scratch AS production
COPY --from=application /program /program
FROM debian:trixie-slim AS slim
RUN apt-get install tzdata
COPY --from=application /program /program
`

const test = suite('images: steps that run on the platform of the image')

test('what compiles for another platform runs here', () => assert.equal(platformSteps(go, { target: 'production' }), []))
test('what is run in the image itself does not', () => assert.equal(platformSteps(go, { target: 'slim' }), [8]))
test('a stage without a platform is for that of the image, with all that is made from it', () =>
  assert.equal(platformSteps('FROM a AS b\nRUN x\nFROM b\nRUN y\n'), [2, 4]))
test('only stages that the target needs count', () =>
  assert.equal(platformSteps('FROM a AS b\nRUN x\nFROM scratch AS c\nCOPY a /\n', { target: 'c' }), []))
test('the target\'s own platform, written out, is no platform of this machine', () =>
  assert.equal(platformSteps('FROM --platform=$TARGETPLATFORM a\nRUN x\nRUN y\n'), [2, 3]))

test.run()
