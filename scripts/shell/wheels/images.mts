import { createHash } from 'node:crypto'
import { image } from '../../docker/image.mts'
import { bareRefusal, readUnusable } from '../../docker/refusal.mts'
import { builderDockerfile, wheelLabel } from '../../wheels/container.mts'
import { readDocker } from '../docker.mts'
import { fail, failed } from '../failure.mts'
import { capture, lines } from '../processes.mts'

/** The id of an image that is on this machine. */
export const imageId = async (name: string): Promise<string | undefined> => {
  const { code, stdout, stderr } = await readDocker(image.id(name))
  if (code === 0) return stdout.trim()
  const unusable = readUnusable(code, stderr)
  return unusable ? fail(failed(unusable.message, unusable.hint)) : undefined
}

/** The id of an image, pulled when it is not there yet or is of another platform. */
export const provideImage = async (name: string, platform: string | undefined, isOffline: boolean, say: (line: string) => void): Promise<string> => {
  const there = platform === undefined || isOffline ? await imageId(name) : undefined
  if (there !== undefined) return there
  if (isOffline) return fail(failed(`the image ${name} is not on this machine`, 'load it from a bundle: `docker load --input FILE`'))
  const argv = ['docker', 'pull', '--quiet', ...platform === undefined ? [] : ['--platform', platform], name]
  say(`pulling ${name}`)
  const { code, stderr } = await lines(argv, () => {})
  if (code !== 0) fail(failed(`the image ${name} cannot be pulled: ${bareRefusal(stderr)}`, 'name the mirror that has it in an image map (images: of the environment, or --images FILE)'))
  return await imageId(name) ?? fail(failed(`the image ${name} is not there after it was pulled`))
}

/** The image with what building wheels takes, made when it is not there yet. */
export const provideBuilder = async (name: string, id: string, packages: readonly string[], platform: string | undefined, isOffline: boolean, say: (line: string) => void): Promise<string> => {
  const dockerfile = builderDockerfile(name, packages)
  const tag = `gantry-wheels:${createHash('sha256').update(`${id} ${platform ?? ''}\n${dockerfile}`).digest('hex').slice(0, 12)}`
  if (await imageId(tag) !== undefined) return tag
  if (isOffline) return name
  say(`installing ${packages.join(', ')} on ${name}, to build wheels`)
  const { code, stderr } = await capture(['docker', 'build', '--quiet', '--label', wheelLabel, ...platform === undefined ? [] : ['--platform', platform], '--tag', tag, '-'], { input: dockerfile })
  if (code !== 0) fail(failed(`${packages.join(', ')} cannot be installed on ${name}\n${lastLines(stderr)}`, 'mend the names in `packages:` of the service'))
  return tag
}

const lastLines = (stderr: string): string => stderr.split('\n').filter((line) => /E: |ERROR|error|unable/i.test(line)).slice(-5).map((line) => `  │ ${line.replace(/^#?\d+(?: [\d.]+)? /, '')}`).join('\n')
