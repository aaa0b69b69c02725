import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { help } from '../../scripts/help.mts'
import type { AnyCommand } from '../../scripts/shell/command.mts'
import { isFailure } from '../../scripts/shell/failure.mts'
import { contextOf } from '../support/context.mts'
import { run } from '../support/run.mts'

const backup: AnyCommand = {
  name: 'backup', summary: 'Dump every service that keeps state', group: 'production', options: { keep: { type: 'string', value: 'N', hint: 'how many' } },
  examples: [['make backup', 'every database of dev']], observe: async () => undefined, plan: () => [], report: () => ({ text: '', result: null }),
}
const seen = {
  scripts: [{ name: 'backup', command: backup }, { name: 'help', command: help }, { name: 'odd', trouble: 'scripts/odd.mts exports no command' }],
  aliases: { 'docker-save': 'backup', 'docker-later': 'later' },
}
const about = (...services: string[]): string => {
  try {
    return help.report(contextOf(help, { services }), seen, []).text
  } catch (error) {
    return isFailure(error) ? `${error.exit}: ${error.message}; ${error.hint}` : String(error)
  }
}

const helping = suite('help')

helping('lists the commands by group, with what they were called before', () => {
  assert.is(about(), [
    'make dev                         # start here',
    'make health ENV=prod             # the same for another environment',
    "make up ARGS='api --dry-run'     # what a command would do for one service, and why",
    '',
    'Production', '  backup        Dump every service that keeps state', '',
    'More', '  help          List the commands, or explain some of them', '  odd           scripts/odd.mts exports no command', '',
    'Former names', '  docker-save   make backup', '  docker-later  will be make later, which does not exist yet', '',
    'More about one: make help ARGS=NAME', '',
  ].join('\n'))
})

helping('explains one, by its former name as well', () => {
  assert.match(about('backup'), /^make backup {2}# every database of dev\n\nDump every service that keeps state\.\n/)
  assert.is(about('docker-save'), about('backup'))
  assert.match(about('odd'), 'odd: scripts/odd.mts exports no command')
})

helping('says which command was meant', () => {
  assert.is(about('bakcup'), '2: there is no command "bakcup"; did you mean `make backup`?')
  assert.is(about('quux'), '2: there is no command "quux"; `make help` lists them')
})

helping('says what a former name will be', () => {
  for (const name of ['docker-later', 'later']) assert.match(about(name), '2: docker-later will be `make later`: that command does not exist yet')
})

helping('reads the scripts and the Makefile of this toolkit', async () => {
  const { stdout, code } = await run(['make', 'help'])
  assert.is(code, 0)
  assert.match(stdout, /^ {2}help +List the commands/m)
  for (const name of ['docker-build-optimized', 'docker-ssl-setup', 'docker-layer-analysis', 'docker-test-alpine']) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
  assert.not.match(stdout, 'does not load')
  const typo = await run(['make', 'hepl'])
  assert.match(typo.stderr, 'did you mean `make help`?')
  assert.is(typo.code, 2)
})

helping.run()
