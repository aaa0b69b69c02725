/** Why docker cannot be used at all. */
export type DockerTrouble = 'no-client' | 'no-compose' | 'not-running' | 'no-permission' | 'too-old' | 'other'
export type Unusable = { readonly trouble: DockerTrouble; readonly message: string; readonly hint: string }

const hints = {
  'no-client': 'Install Docker Engine: https://docs.docker.com/engine/install/',
  'no-compose': 'Install the compose plugin: https://docs.docker.com/compose/install/linux/',
  'not-running': 'Start it with `sudo systemctl start docker`, or start Docker Desktop; `docker context ls` shows which engine is meant.',
  'no-permission': 'Join the group with `sudo usermod -aG docker $USER`, then log in again.',
} as const

/** What a failing docker command says about docker itself; undefined when docker works and something else is wrong. */
export const readUnusable = (code: number, stderr: string): Unusable | undefined => {
  const unusable = (trouble: keyof typeof hints, message: string): Unusable => ({ trouble, message, hint: hints[trouble] })
  if (code === 127) return unusable('no-client', 'The docker command is not installed.')
  if (/permission denied while trying to connect/i.test(stderr)) return unusable('no-permission', `You may not use ${socket(stderr)}.`)
  if (/cannot connect to the docker daemon|is the docker daemon running|error during connect|dial unix/i.test(stderr)) {
    return unusable('not-running', `The Docker engine at ${socket(stderr)} does not answer.`)
  }
  if (/is not a docker command|unknown command: docker compose|unknown shorthand flag: 'f'/i.test(stderr)) {
    return unusable('no-compose', 'The docker command has no compose plugin.')
  }
  return undefined
}

const socket = (stderr: string): string => /(?:unix|tcp|ssh|npipe):\/\/[^\s"'?]+/.exec(stderr)?.[0].replace(/[:.]$/, '') ?? 'the Docker socket'

// Layers that an error passes through and that tell a user nothing.
const layers = /^(?:Error response from daemon|failed to set up container networking|driver failed programming external connectivity on endpoint \S+|failed to create task for container|failed to create shim task|OCI runtime create failed|runc create failed|unable to start container process|error during container init): /

/** What the engine said about one command, without the words that are always there. */
export const bareRefusal = (stderr: string): string => {
  const rows = stderr.split('\n').map((row) => row.trim()).filter((row) => row !== '')
  let text = (rows[0] ?? '').replace(/ \([0-9a-f]{64}\)/g, '')
  while (layers.test(text)) text = text.replace(layers, '')
  return text
}

/** The host port that a refusal is about. */
export const refusedPort = (message: string): number | undefined => {
  const [, port] = /bind (?:host port )?for \S*?:(\d+)[: ].*(?:allocated|in use)/i.exec(message)
    ?? /listen (?:tcp|udp)\S* \S*:(\d+): bind: address already in use/.exec(message) ?? []
  return port === undefined ? undefined : Number(port)
}
