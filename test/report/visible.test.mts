import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { visible } from '../../scripts/report/visible.mts'

const test = suite('names on a terminal')

test('what they can read stays', () => { for (const name of ['a b', 'ünïcode', '日本', '$(touch x)', '👩‍💻']) assert.is(visible(name), name) })
test('what would move the cursor or turn the line round is shown by its number', () => assert.is(visible('a\nb\u001b[31m\u202ec'), 'a\\u{a}b\\u{1b}[31m\\u{202e}c'))

test.run()
