import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import * as formats from 'ajv-formats'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { root } from '../support/run.mts'
import { judged } from './judged.mts'

const ajv = new Ajv({ strict: false, allErrors: true })
;(formats.default as unknown as (ajv: Ajv) => void)(ajv)
// Its name for the draft is not the one that ajv knows.
const { $schema: _draft, ...text } = JSON.parse(readFileSync(join(root, 'test/judges/compose-spec.json'), 'utf8')) as Readonly<Record<string, unknown>>
const judge = ajv.compile(text)

const schema = suite('judge: the compose specification\'s own schema')

for (const { name, tree } of judged) schema(`accepts the compose files of ${name}`, () => {
  const files = [...tree].filter(([path]) => path.endsWith('compose.yaml'))
  assert.ok(files.length > 0)
  for (const [path, text] of files) assert.ok(judge(parse(text)), `${path}: ${JSON.stringify(judge.errors?.slice(0, 3))}`)
})

schema('it does refuse', () => assert.not(judge({ services: { api: { imagge: 'x' } } })))

schema.run()
