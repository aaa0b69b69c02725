// limit: 180
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readMemory } from '../../../scripts/shell/backup/memory.mts'
import { inStack, runs, stub } from './offsite-stage.mts'

const faults = suite('backup: copies elsewhere that do not come to their end')

faults('a copy that is cut is not marked, and repeated', inStack((folder) => stub(folder, 'rclone', `
echo "$*" >>"$PWD/calls"
[ "$1" != copy ] || [ "$(grep -c '^copy ' "$PWD/calls")" -gt 3 ] || { echo 'connection reset by peer' >&2; exit 1; }`).then((bin) => [bin]), async ({ copy, there, folder }) => {
  const [first] = await copy({ to: 'far:bucket', by: 'rclone' })
  assert.equal(first, { to: 'far:bucket', by: 'rclone', copied: [], waiting: [...runs].reverse(), error: 'rclone copy ended with 1: connection reset by peer' })
  assert.equal([await there('far:bucket'), (await readMemory(folder, 'prod')).offsite?.['far:bucket']?.lastError?.message], [[], 'rclone copy ended with 1: connection reset by peer'])
  const [second] = await copy({ to: 'far:bucket', by: 'rclone' })
  assert.equal([second?.copied, second?.waiting, second?.error], [[...runs].reverse(), [], undefined])
  assert.equal((await readMemory(folder, 'prod')).offsite?.['far:bucket']?.lastError, undefined)
}))

faults('one that does not compare is not marked', inStack((folder) => stub(folder, 'rclone', '[ "$1" != check ] || { echo "1 differences found" >&2; exit 1; }').then((bin) => [bin]), async ({ copy, there }) => {
  assert.match((await copy({ to: 'far:', by: 'rclone' }))[0]?.error ?? '', /^rclone check ended with 1: 1 differences found$/)
  assert.equal(await there('far:'), [])
}))

faults('one destination that is away keeps no other from its copy', inStack((folder) => stub(folder, 'rclone', 'case "$3$4" in *away*) exit 1 ;; esac').then((bin) => [bin]), async ({ copy, there }) => {
  const [one, other] = await copy({ to: 'away:', by: 'rclone' }, { to: 'near:', by: 'rclone' })
  assert.equal([one?.copied.length, other?.copied.length, await there('away:'), (await there('near:')).length], [0, 2, [], 2])
}))

faults('a snapshot without a summary, or of a part only, is not marked', inStack((folder) => stub(folder, 'restic', 'case $1 in backup) echo \'{"message_type":"summary","snapshot_id":"0123abcd"}\'; exit 3 ;; esac').then((bin) => [bin]), async ({ copy, there }) => {
  assert.match((await copy({ to: '/far', by: 'restic' }))[0]?.error ?? '', /^restic backup ended with 3/)
  assert.equal(await there('/far'), [])
}))

faults('no password is a word of a command line, nor shown when the tool says it', inStack((folder) => stub(folder, 'restic', 'echo "$*" >>"$PWD/calls"; echo "$RESTIC_PASSWORD $AWS_SECRET_ACCESS_KEY $RESTIC_REPOSITORY" >"$PWD/env"; echo "bad key $AWS_SECRET_ACCESS_KEY" >&2; exit 1').then((bin) => [bin]), async ({ copy, folder, secret }) => {
  await secret('offsite.env', 'RESTIC_PASSWORD=canary-1\nAWS_SECRET_ACCESS_KEY="canary 2"\n')
  const [{ error = '' } = {}] = await copy({ to: 's3:https://me:canary3@host/bucket', by: 'restic' })
  assert.is(error, 'restic cat ended with 1: bad key ***')
  assert.is(await readFile(join(folder, 'env'), 'utf8'), 'canary-1 canary 2 s3:https://me:canary3@host/bucket\n')
  assert.not.match(await readFile(join(folder, 'calls'), 'utf8'), /canary/)
}))

faults('without the tool its container gets the variables on stdin, and folders read-only', inStack((folder) => stub(folder, 'docker', 'printf \'%s\\n\' "$@" >"$PWD/calls"; cat >"$PWD/stdin"; exit 1').then((bin) => [bin]), async ({ copy, folder, secret }) => {
  await secret('offsite.env', 'AWS_SECRET_ACCESS_KEY=canary\n')
  await secret('restic_password', 'canary')
  await copy({ to: 's3:host/bucket', by: 'restic' })
  const words = (await readFile(join(folder, 'calls'), 'utf8')).split('\n').slice(0, -1)
  assert.is(await readFile(join(folder, 'stdin'), 'utf8'), `RESTIC_PASSWORD_FILE=${folder}/secrets/prod/restic_password\nAWS_SECRET_ACCESS_KEY=canary\nRESTIC_REPOSITORY=s3:host/bucket\n`)
  assert.equal(words.filter((word) => word.startsWith('type=bind')), [`type=bind,source=${folder}/backups/prod,target=${folder}/backups/prod,readonly`, `type=bind,source=${folder}/secrets/prod/restic_password,target=${folder}/secrets/prod/restic_password,readonly`])
  assert.equal([words.includes('restic/restic:0.18'), words.some((word) => word.includes('canary')), words.slice(-4)], [true, false, ['restic', 'cat', 'config', '--no-lock']])
}))

faults.run()
