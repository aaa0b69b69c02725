import * as assert from 'uvu/assert'
import { leftInside } from './builds.mts'
import { docker, only, type Stack } from './stack.mts'

/** Asserts that a running service has an init for its first process, and none of root's. */
export const assertUnprivileged = async (stack: Stack, service: string, environment = 'prod'): Promise<void> => {
  const { Id } = await only(stack.inspect(service, environment), service)
  const rows = (await docker('top', Id, '-eo', 'pid,uid,comm')).split('\n').slice(1).map((row) => row.trim().split(/\s+/))
  assert.is(rows[0]?.[2], 'docker-init', service)
  assert.ok(rows.length > 1, `${service} runs nothing below its init`)
  assert.equal(rows.filter(([, uid]) => uid === '0'), [], service)
}

/** Asserts that the image of a service runs as a numeric user, holds no compiler and no cache, and does not say what only its build had to know. */
export const assertBare = async (stack: Stack, service: string, environment = 'prod'): Promise<void> => {
  const { Image } = await only(stack.inspect(service, environment), service) as unknown as { readonly Image: string }
  const { User, Env } = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config}}', Image)) as { readonly User: string; readonly Env: readonly string[] }
  assert.match(User, /^[1-9]\d*:[1-9]\d*$/, service)
  assert.equal(Env.filter((variable) => /^(?:NPM_CONFIG_|NETRC=|GOCACHE=|PIP_|POETRY_|UV_)/.test(variable)), [], service)
  assert.equal(await leftInside(Image), [], service)
}
