import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compose } from '../../scripts/docker/compose.mts'
import { container } from '../../scripts/docker/container.mts'
import { image } from '../../scripts/docker/image.mts'
import { network } from '../../scripts/docker/network.mts'
import { project } from '../../scripts/docker/project.mts'

const { create, createAll } = compose('compose/prod/compose.yaml')
const { down, exec, logs, remove, stop } = project('shop-prod')
const base = 'docker compose --file compose/prod/compose.yaml'
const byName = 'docker compose --project-name shop-prod'
const is = (argv: readonly string[], text: string): void => assert.is(argv.join(' '), text)

const commands = suite('docker commands')

commands('create exactly the named services and start none', () => is(create(['api', 'db']), `${base} up --no-start --no-deps api db`))
commands('create the whole project and drop what is no longer in the file', () => is(createAll(), `${base} up --no-start --no-deps --remove-orphans`))
commands('take down every profile, and never a volume', () => is(down(), `${byName} --profile * down --remove-orphans`))
commands('follow logs', () => is(logs({ services: ['api'], follow: true, since: '10m', tail: '5', colours: false }),
  `${byName} logs --no-color --follow --since 10m --tail 5 api`))
commands('run a command in a replica without a terminal', () => is(exec({ service: 'db', command: ['psql', '-c', 'select 1'], number: '2', terminal: false, user: undefined }),
  `${byName} exec -T --index 2 db psql -c select 1`))
commands('stop single services and leave their containers', () => is(stop(['db']), `${byName} stop db`))
commands('stop and remove single services', () => is(remove(['api']), `${byName} rm --force --stop api`))
commands('list a project', () => is(container.list('shop-dev'),
  'docker container ls --all --quiet --no-trunc --filter label=com.docker.compose.project=shop-dev'))
commands('listen to turns, not to probes', () => {
  const argv = container.events('shop-dev', 1_795_303_243_237)
  assert.equal(argv.slice(0, 4), ['docker', 'events', '--since', '1795303243.237'])
  assert.not(argv.some((word) => word.includes('exec_')))
})
commands('ask for an image and the networks', () => {
  is(image.id('nginx:1.30'), 'docker image inspect --format {{.Id}} nginx:1.30')
  is(network.ids(), 'docker network ls --quiet --no-trunc')
})
commands('never remove volumes or answer questions by themselves', () => {
  const all = [create(['api']), createAll(), down(), remove(['api']), stop(['api'])]
  assert.not(all.flat().some((word) => ['-v', '--volumes', '-y', '--yes', 'prune'].includes(word)))
})

commands.run()
