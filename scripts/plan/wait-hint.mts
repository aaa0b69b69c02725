/** What is known of a failure; its texts are searched for common causes. */
export type Symptoms = {
  readonly reason: string
  readonly probe: string
  readonly log: readonly string[]
  readonly exitCode?: number | undefined
  readonly oomKilled?: boolean | undefined
}

type Cause = { readonly sign: RegExp; readonly hint: (found: RegExpExecArray) => string }

// The first that fits is said; add a line for every cause that users meet.
const causes: readonly Cause[] = [
  {
    sign: /Read-only file system[^'"\n]*['"]?(\/[^\s'":]+)?/i,
    hint: ([, path]) => `The root file system is read-only: declare a volume or a tmpfs for ${path ? `\`${path}\`` : 'the folder it writes to'}.`,
  },
  { sign: /no space left on device/i, hint: () => 'The disk is full: `make clean` frees what can be made again, without touching volumes.' },
  {
    sign: /port is already allocated|address already in use|EADDRINUSE|could not bind|bind\(\).*failed|failed to bind/i,
    hint: () => 'Something else holds the port: stop it, or choose another port in stack.yaml.',
  },
  { sign: /exec format error/i, hint: () => 'The program is built for another processor, or a script lacks its `#!` line.' },
  {
    sign: /exec: "([^"]+)": (?:executable file not found|stat |no such)/i,
    hint: ([, program]) => `The image does not have \`${program}\`: correct \`command\`, or add it to the image.`,
  },
  { sign: /pull access denied|manifest unknown|No such image/i, hint: () => 'The image is not there: `make build`, or check its name and the login to its registry.' },
  {
    sign: /EACCES|permission denied|operation not permitted/i,
    hint: () => 'It may not read or write something as its user: check `user`, the owner of the volume, and the mode of mounted files.',
  },
  {
    sign: /password authentication failed|\bNOAUTH\b|\bWRONGPASS\b|Access denied for user/i,
    hint: () => 'The password is not the one the data was created with: a volume keeps its first password whatever the secret says now.',
  },
  {
    sign: /(?:getaddrinfo|could not translate host name|Name or service not known|Temporary failure in name resolution|host not found|\bENOTFOUND\b)/i,
    hint: () => 'A name could not be resolved: the service it calls is not in `needs`, not on a shared network, or not running.',
  },
  {
    sign: /ECONNREFUSED|connection refused/i,
    hint: () => 'A connection was refused: check the address and the port, and that what it calls listens on 0.0.0.0.',
  },
  {
    sign: /(?:ModuleNotFoundError: No module named|Cannot find (?:module|package)) '([^']+)'/i,
    hint: ([, module]) => `The image lacks \`${module}\`: add it to the dependencies and build again.`,
  },
  { sign: /no such file or directory|ENOENT|FileNotFoundError/i, hint: () => 'A file is missing in the container: check `command`, the mounts, and what `.dockerignore` leaves out.' },
]

// A probe is told apart: what it cannot find is the service itself.
const causesOfProbe: readonly Cause[] = [
  {
    sign: /executable file not found|exec: "[^"]+": (?:stat|no such)/i,
    hint: () => 'The image lacks the program that the probe runs: give `health: { command: […] }` something the image has.',
  },
  { sign: /refused/i, hint: () => 'Nothing listens where the probe asks: check the port in `ports` and `health` against the one it really uses.' },
  { sign: /\b404\b/, hint: () => 'The probe\'s path does not exist: correct `health`.' },
  { sign: /\b30[1278]\b|redirect/i, hint: () => 'The probe is sent elsewhere: give `health` the path that answers itself.' },
  { sign: /\b50[0-9]\b/, hint: () => 'It answers its probe with an error of its own: its log says why.' },
  { sign: /./, hint: () => 'If it only needs longer, raise `ready`.' },
]

/** The likely cause and the way out; empty when nothing known fits. */
export const hintFor = ({ reason, probe, log, exitCode, oomKilled }: Symptoms): string => {
  if (oomKilled) return 'It needs more memory than it may use: raise `limits.memory`.'
  const known = search(causes, [reason, ...log.toReversed()].join('\n')) ?? search(causesOfProbe, probe)
  if (known !== undefined) return known
  if (exitCode === 137) return 'It was killed from outside: by `docker kill`, or by the host running out of memory.'
  return reason.includes('within') ? 'If it only needs longer, raise `ready`.' : ''
}

const search = (among: readonly Cause[], text: string): string | undefined => {
  for (const { sign, hint } of among) {
    const found = sign.exec(text)
    if (found) return hint(found)
  }
  return undefined
}
