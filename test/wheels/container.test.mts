import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builderDockerfile, collectWords, runPython } from '../../scripts/wheels/container.mts'
import { tarHeader, tarPadding } from '../../scripts/wheels/tar.mts'

const container = suite('wheels: the container')

container('has no rights, no network and no way to write but its mounts', () => assert.is(
  runPython({ image: 'python:3.14-slim', platform: undefined, user: '1000:1000', network: 'none', mounts: [{ source: '/stack/wheels/.work/api', target: '/collect', isWritable: true }, { source: '/a,b', target: '/downloads' }], variables: { HOME: '/collect/tmp' } }, ['-V']).join(' '),
  'docker run --rm --init --interactive --pull never --label gantry.wheels --network none --user 1000:1000 --read-only --tmpfs /tmp:exec --cap-drop ALL --security-opt no-new-privileges --security-opt label=disable --pids-limit 4096'
  + ' --mount type=bind,source=/stack/wheels/.work/api,target=/collect --mount type=bind,"source=/a,b",target=/downloads,readonly --env HOME=/collect/tmp --workdir /tmp --entrypoint python3 python:3.14-slim -V'))

container('pip is told of one index, which is gantry', () => {
  const words = collectWords(true, false).join(' ')
  assert.match(words, '--index-url http://127.0.0.1:8076/simple/')
  assert.match(words, '--no-deps --require-hashes')
  assert.not.match(collectWords(false, true).join(' '), '--no-deps')
})

container('packages to build with are installed on Debian and on Alpine', () => assert.is(
  builderDockerfile('python:3.14-slim', ['gcc', 'libpq-dev']),
  'FROM python:3.14-slim\nUSER 0:0\nRUN if command -v apk >/dev/null; then apk add --no-cache gcc libpq-dev; else apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*; fi\n'))

container.run()

// ---

const tar = suite('wheels: tar')
const field = (header: Buffer, from: number, length: number): string => header.toString('latin1', from, from + length).replace(/\0.*$/s, '')

tar('a file, with its size and its sum', () => {
  const header = tarHeader({ path: 'wheels/files/a.whl', size: 1234 })
  assert.is(header.length, 512)
  assert.equal([field(header, 0, 100), field(header, 124, 12), field(header, 156, 1), field(header, 257, 6)], ['wheels/files/a.whl', '00000002322', '0', 'ustar'])
  const sum = Number.parseInt(field(header, 148, 8), 8)
  header.fill(' ', 148, 156)
  assert.is(header.reduce((total, byte) => total + byte, 0), sum)
})

tar('another name of a file has no bytes', () => {
  const header = tarHeader({ path: 'wheels/api/a.whl', size: 9, linkTo: 'wheels/files/a.whl' })
  assert.equal([field(header, 124, 12), field(header, 156, 1), field(header, 157, 100)], ['00000000000', '1', 'wheels/files/a.whl'])
})

tar('a long path goes before it', () => {
  const path = `wheels/files/${'x'.repeat(120)}.whl`
  const header = tarHeader({ path, size: 1 })
  assert.is(header.length, 3 * 512)
  assert.is(field(header, 156, 1), 'x')
  assert.match(header.toString('latin1', 512, 1024), `147 path=${path}\n`)
})

tar('a file of more than 8 GiB', () => {
  const header = tarHeader({ path: 'a', size: 10 * 1024 ** 3 })
  assert.is(header[124], 0x80)
  assert.is(Number(header.readBigUInt64BE(128)), 10 * 1024 ** 3)
})

tar('a body is filled up to whole blocks', () => assert.equal([0, 1, 512, 513].map((size) => tarPadding(size).length), [0, 511, 0, 511]))

tar.run()
