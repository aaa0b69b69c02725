import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lacks } from '../../scripts/docker/gate.mts'
import { readLogLines, withoutRepeats } from '../../scripts/docker/log-lines.mts'
import { readPublishers } from '../../scripts/docker/publishers.mts'
import { bareRefusal, readUnusable, refusedPort } from '../../scripts/docker/refusal.mts'
import { listeningInodes } from '../../scripts/docker/sockets.mts'
import { readSubnets } from '../../scripts/docker/subnets.mts'
import { isAtLeast, readComposeVersion, readDockerVersion } from '../../scripts/docker/versions.mts'

const versions = suite('docker versions')

versions('are compared by number', () => {
  const rows = [['28.5.2+dfsg4', '25', true], ['2.9.0', '2.24', false], ['2.40.3-3', '2.24', true], ['v2.24.0-desktop.1', '2.24', true], ['25.0.0', '25.0.1', false], ['dev', '1', false]] as const
  for (const [found, least, expected] of rows) assert.is(isAtLeast(found, least), expected, `${found} against ${least}`)
})
versions('are read from docker and compose', () => {
  assert.equal(readDockerVersion('{"Client":{"Version":"28.2.2"},"Server":{"Version":"28.5.2+dfsg4"}}'), { client: '28.2.2', engine: '28.5.2+dfsg4' })
  assert.is(readDockerVersion('{"Client":{"Version":"28.2.2"},"Server":null}').engine, undefined)
  assert.is(readComposeVersion('{"version":"2.40.3-3"}'), '2.40.3-3')
})
versions('that are new enough lack nothing', () => assert.equal(lacks({ client: '28', engine: '25.0.0', compose: '2.24.0' }), []))
versions('that are too old say what fails and the way out', () => assert.equal(
  lacks({ client: '20', engine: '20.10.24', compose: undefined }).map(({ message, hint }) => `${message} ${hint}`), [
    'Docker Engine 20.10.24 has no healthcheck.start_interval (since 25): containers with the rendered health checks cannot be created. Update Docker Engine to 25 or newer: https://docs.docker.com/engine/install/',
    'Docker Compose is not installed: the rendered files cannot be read. Install the compose plugin 2.24 or newer: https://docs.docker.com/compose/install/linux/',
  ]))

versions.run()

// ---

const refusals = suite('docker refusals')

refusals('tell why docker cannot be used', () => {
  const rows = [
    [127, 'spawn docker ENOENT', 'no-client: The docker command is not installed.'],
    [1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', 'not-running: The Docker engine at unix:///var/run/docker.sock does not answer.'],
    [1, 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied', 'no-permission: You may not use unix:///var/run/docker.sock.'],
    [1, "docker: 'compose' is not a docker command.", 'no-compose: The docker command has no compose plugin.'],
    [1, 'Error response from daemon: No such image: x', undefined],
  ] as const
  for (const [code, stderr, expected] of rows) {
    const found = readUnusable(code, stderr)
    assert.is(found && `${found.trouble}: ${found.message}`, expected)
  }
})

const taken = `Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint web (7c177ceb96774f5856e4601480172cc7218387fe698a9288d22db8e655ba6fd4): failed to bind host port for 0.0.0.0:18099:172.16.0.2:80/tcp: address already in use\nError: failed to start containers: web`
const allocated = 'Bind for 127.0.0.1:18077 failed: port is already allocated'

refusals('lose the words that are always there', () => {
  assert.is(bareRefusal(taken), 'failed to bind host port for 0.0.0.0:18099:172.16.0.2:80/tcp: address already in use')
  assert.is(bareRefusal('Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH'),
    'exec: "nosuch": executable file not found in $PATH')
})
refusals('name the port they are about', () => assert.equal([taken, allocated, 'exec: "x": not found'].map((text) => refusedPort(bareRefusal(text))), [18099, 18077, undefined]))

refusals.run()

// ---

const readers = suite('docker readers')

readers('find subnets in use and whose they are', () => assert.equal(
  readSubnets('[{"Name":"bridge","IPAM":{"Config":[{"Subnet":"172.16.0.0/24"}]},"Labels":{}},{"Name":"host","IPAM":{"Config":null}},{"Name":"shop_default","IPAM":{"Config":[{"Subnet":"172.16.8.0/24"}]},"Labels":{"com.docker.compose.project":"shop"}}]'),
  [{ subnet: '172.16.0.0/24', by: 'bridge', project: '' }, { subnet: '172.16.8.0/24', by: 'shop_default', project: 'shop' }]))
readers('find who publishes a port', () => assert.equal(
  readPublishers('{"Labels":"com.docker.compose.oneoff=False,com.docker.compose.project.working_dir=/x,com.docker.compose.project=wait-port,com.docker.compose.service=web","Names":"wait-port-web-1"}\n'),
  [{ container: 'wait-port-web-1', project: 'wait-port', service: 'web' }]))
readers('find who listens on a port', () => assert.equal(listeningInodes(`  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:469D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 261881 1 00000000c9ba163a 100 0 0 10 0
   1: 0100007F:469D 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 261882 1 00000000c9ba163b 100 0 0 10 0`, 18077), ['261881']))
readers('put the lines of both streams in order', () => assert.equal(
  readLogLines('2026-11-21T23:00:01Z one\n2026-11-21T23:00:03Z three\n2026-11-21T23:00:04Z \n', '2026-11-21T23:00:02Z two\n', 2), ['two', 'three']))
readers('say once what a crash loop repeats', () => assert.equal(withoutRepeats(['a', 'boom', 'a', 'boom']), ['a', 'boom']))

readers.run()
