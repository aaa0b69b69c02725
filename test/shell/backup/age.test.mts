import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { identityGiven } from '../../../scripts/shell/backup/age.mts'

const given = suite('backup: whose identity')

given('is the one that was asked for, else what GANTRY_AGE_IDENTITY names, else none', () => {
  const before = process.env['GANTRY_AGE_IDENTITY']
  try {
    process.env['GANTRY_AGE_IDENTITY'] = '/keys/own'
    assert.equal([identityGiven('/keys/asked'), identityGiven()], [{ identity: '/keys/asked' }, { identity: '/keys/own' }])
    process.env['GANTRY_AGE_IDENTITY'] = ''
    assert.equal(identityGiven(), {})
  } finally {
    if (before === undefined) delete process.env['GANTRY_AGE_IDENTITY']
    else process.env['GANTRY_AGE_IDENTITY'] = before
  }
})

given.run()
