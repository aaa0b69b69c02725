import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { execFileSync } from 'node:child_process'
import { explain, explainStep, quoteWords } from '../../scripts/plan/explain.mts'
import type { Effect, Goal, Step } from '../../scripts/plan/step.mts'

const step = (effect: Effect, why: string, danger?: Step['danger']): Step => ({ ...effect, id: 'x', after: [], why, ...(danger ? { danger } : {}) })
const goal = (service: string, ...needs: string[]): Goal =>
  ({ service, tier: 'core', needs: needs.map((need) => ({ service: need, until: 'ready' })), until: 'ready', replicas: 1, budget: 1 })

const explained = suite('explain')

explained('says what and why, one line each', () => {
  assert.is(explain([
    step({ do: 'run', argv: ['docker', 'compose', '-f', 'compose/dev/compose.yaml', 'build', 'api'] }, 'its source changed'),
    step({ do: 'write', path: 'compose/dev/compose.yaml', content: 'secret' }, 'it differs'),
    step({ do: 'remove', path: 'nginx/dev/old.conf' }, 'nothing renders it'),
  ]), [
    'docker compose -f compose/dev/compose.yaml build api  # its source changed',
    'write compose/dev/compose.yaml  # it differs',
    'remove nginx/dev/old.conf  # nothing renders it',
  ].join('\n'))
})

explained('names every effect', () => {
  const lines = [
    step({ do: 'folder', path: 'secrets/dev', mode: 0o700, owner: '0:0' }, 'it is missing'),
    step({ do: 'secret', path: 'secrets/dev/jwt', generate: 'hex32' }, 'it is missing'),
    step({ do: 'ask', path: 'secrets/dev/google', name: 'google' }, 'it is missing'),
    step({ do: 'compose-secret', path: 'secrets/dev/url', parts: ['postgres://', { secret: 'db' }] }, 'api wants it'),
    step({ do: 'wait', project: 'p', goals: [goal('web', 'api'), goal('api', 'db'), goal('db')] }, 'they start'),
    step({ do: 'follow', argv: ['docker', 'logs'] }, 'until Ctrl-C'),
    step({ do: 'hand-over', argv: ['docker', 'exec', 'it\'s'] }, 'asked for'),
  ].map(explainStep)
  assert.equal(lines, [
    'create folder secrets/dev with mode 0700, owner 0:0  # it is missing',
    'generate secrets/dev/jwt (hex32)  # it is missing',
    'ask for google, write secrets/dev/google  # it is missing',
    'join db into secrets/dev/url  # api wants it',
    'wait for db, api, web  # they start',
    'docker logs  # until Ctrl-C',
    `docker exec 'it'\\''s'  # asked for`,
  ])
})

explained('survives services that need each other, and ones that are not waited for', () => {
  assert.is(explainStep(step({ do: 'wait', project: 'p', goals: [goal('a', 'b'), goal('b', 'a', 'gone')] }, 'x')), 'wait for b, a  # x')
})

explained('says what is at risk', () => {
  assert.is(explainStep(step({ do: 'remove', path: 'a' }, 'x', 'data')), 'remove a  # x (can lose data)')
  assert.is(explainStep(step({ do: 'remove', path: 'a' }, 'x', 'downtime')), 'remove a  # x (interrupts service)')
})

explained('stays on one line', () => {
  assert.not.match(explain([step({ do: 'run', argv: ['a\nb', 'c\rd'] }, 'first\nsecond')]), '\n')
})

explained('can be pasted into a shell', () => {
  const hostile = ['a b', '$(id)', '`id`', "it's", 'x\ny', '-n', '', '*', '~', 'A=b', 'a"b', '\\', 'tab\there', 'é', '!', '#', 'a;b', 'a&b', '\x1b[31m', "both ' and \n"]
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${quoteWords(hostile)}`], { encoding: 'utf8' })
  assert.equal(printed.split('\0').slice(0, -1), hostile)
})

explained.run()
