import { interpolated } from './forms.mts'
import type { ProblemCode } from './problem.mts'

/** What a message may speak of; each code uses the few it knows. */
export type Details = {
  readonly value?: unknown
  readonly expected?: string
  /** The nearest right word, for "did you mean". */
  readonly near?: string | undefined
  readonly other?: string
  readonly text?: string
  /** In place of the code's own message or hint, where more is known. */
  readonly message?: string | undefined
  readonly hint?: string | undefined
}

/** A value as a message shows it: quoted, on one line, never long. */
export const show = (value: unknown): string => {
  const text = value === undefined || value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const meant = (near: string | undefined, otherwise: string): string => near ? `did you mean \`${near}\`?` : otherwise
const one = (what: string, example: string) => ({ value, near }: Details): readonly [string, string] =>
  [`${show(value)} is not ${what}`, interpolated(value) ?? (near ? `write \`${near}\`` : `write ${example}`)]
const given = (message: string, hint: string) => (d: Details): readonly [string, string] => [d.text ?? message, d.hint ?? hint]

/** Message and way out of every code: the one place where the prose stands. */
export const prose: Readonly<Record<ProblemCode, (details: Details) => readonly [message: string, hint: string]>> = {
  'yaml-syntax': given('this is not YAML', 'mend the syntax here'),
  'yaml-duplicate-key': ({ value }) => [`${show(value)} stands here for the second time`, 'keep one of the two'],
  'yaml-alias-bomb': given('aliases expand to more copies than a stack file needs', 'write the values out'),
  'yaml-too-deep': given('the file is nested too deep to be read', 'a stack file needs no more than ten levels'),
  'file-too-large': given('the file is larger than 2 MB', 'split the stack, or remove what is not a stack file'),
  'file-missing': given('there is no stack file here', 'go to the folder of stack.yaml, or give it with --stack DIR'),
  'unknown-key': ({ value, near, expected }) => [`${show(value)} is not a key here`, meant(near, `the keys are ${expected}`)],
  'missing-key': ({ value, expected }) => [`the key ${show(value)} is missing`, `add \`${expected ?? `${String(value)}: …`}\``],
  'wrong-type': ({ value, expected }) => [`${show(value)} is not ${expected}`, `write ${expected}`],
  'not-one-of': ({ value, near, expected }) => [`${show(value)} is none of ${expected}`, meant(near, `write one of ${expected}`)],
  'forbidden-key': ({ value }) => [`the key ${show(value)} is not allowed`, 'choose another name'],
  'bad-name': one('a name', 'small letters, digits and `-`, beginning with a letter, at most 40 long (in the names of secrets `_`)'),
  'bad-duration': one('a time', 'a number with its unit: 250ms, 30s, 4m, 1m30s'),
  'bad-memory': one('an amount of memory', 'a number with its unit: 512M, 2G'),
  'bad-cpus': one('a number of processors', 'a number such as 0.5 or 2'),
  'bad-port': one('a port', 'a whole number from 1 to 65535'),
  'bad-route': one('a path', 'a path that begins with `/`, without `*`, spaces, quotes, `;`, `{`, `}` or `$`; `/api/` covers all below it'),
  'bad-host': one('a host name', 'a name such as app.example.com'),
  'bad-address': one('an address', '`host:port`, as in db.example.com:5432'),
  'bad-volume': one('a volume', '`name:/path`, `./folder:/path` or `./folder:/path:ro`'),
  'bad-publish': one('an address to publish', '8080, `"8080:80"` or `"127.0.0.1:8080:80"`'),
  'bad-variable-name': one('the name of a variable', 'letters, digits and `_`, not beginning with a digit'),
  'bad-subnet': one('a subnet', 'a private one of at least 16 addresses for each network: 172.28.0.0/22'),
  'bad-registry': one('a registry', 'a host, its port and a path: registry.example.com/team, localhost:5000'),
  'bad-recipient': one('a recipient of age', 'what `age-keygen` prints behind `public key:`, age1…'),
  'bad-destination': one('a destination', 'one as rclone or restic writes it: remote:bucket/path'),
  'bad-user': one('a user', '`"1000:1000"`, or `image` for the image\'s own'),
  'bad-signal': one('a signal', 'its name, as in SIGINT'),
  'bad-image': one('the name of an image or a version', 'one such as `postgres:18` or a version such as `18-alpine`'),
  'bad-number': one('a whole number in range', 'a whole number'),
  'bad-text': one('usable here', 'text without control characters'),
  'bad-command': one('a command', 'a program and its arguments, as in `node src/main.js` or [node, src/main.js]; for a shell: [sh, -c, "…"]'),
  'bad-path': one('a path inside the container', 'a path that begins with `/`, without `:`'),
  'bad-folder': one('a path below the stack folder', 'a path such as ./api, without `:`'),
  'bad-entry': one('where the proxy can be reached', 'a port, or an address and a port: 8080 or 127.0.0.1:8080'),
  'bad-header': one('the value of a header', 'printable text without `"`, `$` and `\\`, or `false`'),
  'bad-email': one('a mail address', 'one such as ops@example.com'),
  'bad-url': one('an address on the web', 'one that begins with https://, without a query'),
  'bad-rate': one('a rate', 'requests per second or minute: 10r/s, 30r/m'),
  'bad-source': one('the path of a folder or file', 'it in letters, digits and `. _ - + @ /`, as in src/app'),
  'bad-package': one('the name of a package', 'one such as libpq5'),
  'unknown-kind': ({ value, near, expected }) => [`there is no kind ${show(value)}`, meant(near, `the kinds are ${expected}`)],
  'unknown-environment': ({ value, near, expected }) => [`there is no environment ${show(value)}`, meant(near, `the environments are ${expected}`)],
  'unknown-service': ({ value, near, expected }) => [`there is no service ${show(value)}`, meant(near, `the services are ${expected}`)],
  'unknown-tier': ({ value, near, expected }) => [`there is no tier ${show(value)}`, meant(near, `declare it under \`tiers:\`; there are ${expected}`)],
  'unknown-secret': ({ value, near }) => [`the secret ${show(value)} is not declared`, meant(near, `add it at the root: secrets: { ${String(value)}: { generate: hex32 } }`)],
  'unknown-port': ({ value, near, expected }) => [`there is no port ${show(value)} here`, meant(near, `the ports are ${expected}`)],
  'unknown-reference': ({ value, expected, text }) => [text ?? `nothing answers to {{${String(value)}}}`, `${expected}; a text that is meant as it stands goes into .env and is taken from there by \${NAME}`],
  'key-of-other-kind': ({ value, other, expected }) => [`${show(value)} has no meaning for the kind ${other}`, `it is for ${expected}`],
  'no-image': ({ other }) => [`nothing says what ${other} runs`, 'add `build: ./folder` with its source, `image:`, or a `command:` for the image of the kind'],
  'no-dockerfile': ({ value, hint }) => [`there is no ${String(value)}`, hint ?? 'write one, or remove `dockerfile:` and gantry renders one'],
  'no-lock-file': ({ value, hint }) => [`nothing says which versions ${String(value)} leads to`, hint ?? 'add its lock file'],
  'recipe-unfit': ({ value }) => [`${show(value)} does not fit this image`, 'remove it'],
  'recipe-differs': ({ value, other }) => [`${show(value)} is said otherwise by ${String(other)}, which shares the image`, 'say it once, or the same at both'],
  'recipe-unused': ({ value, other }) => [`${show(value)} is for a Dockerfile that gantry renders, and ${String(other)}`, 'remove it, or add `recipe:` with the name of one: python-web, node-web, go-web or static-web'],
  'no-port': ({ other }) => [`a route leads to ${other}, which has no port`, 'add `port:` to the service, or remove the route'],
  'no-command': ({ other }) => [`the command of ${other} is not known, and a wrapper has to start it`, 'add `command:` with the whole command, entry point first'],
  'no-environment': given('the stack has no such environment', 'add it under `environments:`'),
  'needs-itself': ({ value }) => [`${show(value)} needs itself`, 'remove it from the list'],
  'needs-cycle': ({ text }) => [`services need each other in a circle: ${text}`, 'make one of them `wants:`, which does not wait'],
  'needs-later-tier': ({ value, other, expected }) => [`${show(value)} is in the later tier ${other}`, `move it to ${expected} or before, or make it \`wants:\``],
  'port-clash': ({ value, other }) => [`port ${String(value)} is already taken by ${other}`, 'choose another port or remove one'],
  'route-clash': ({ value, other }) => [`${show(value)} already leads to ${other}`, 'change one of the two paths, or give one a host'],
  'reservation-above-limit': ({ value, other }) => [`${String(value)} is reserved, but the limit is ${other}`, 'raise the limit or lower the reservation'],
  'singleton-replicas': ({ value }) => [`a singleton can not run ${String(value)} times`, 'remove `replicas:` or `singleton:`'],
  'publish-replicas': ({ value }) => [`${String(value)} replicas can not share a host port`, 'remove `publish:` and use a route, or run one replica'],
  'publish-database': ({ other }) => [`a database is never published outside dev (here: ${other})`, 'move `publish:` to environments.dev.services'],
  'pool-above-connections': ({ text }) => [text ?? 'pools exceed max_connections', 'lower a pool or the replicas, raise the memory limit of the database, or set settings: { max_connections: … }'],
  'unsafe-database': ({ value, other }) => [`${String(value)} can lose data and is refused in ${other}`, 'remove it; dev has it by itself'],
  'path-leaves-stack': ({ value, other }) => [`${show(value)} leaves the stack folder${other ? ` (it is ${other})` : ''}`, 'use a path below the folder of stack.yaml'],
  'path-missing': ({ value }) => [`there is no ${show(value)}`, 'create it, or mend the path (it counts from the folder of stack.yaml)'],
  'project-mounted': ({ value }) => [`${show(value)} is the whole project folder`, 'mount only what the service needs, such as ./data'],
  'drive-mount': ({ value }) => [`${show(value)} is a Windows drive: file access is slow and changes are not seen`, 'keep the project on the Linux side'],
  'volume-clash': ({ value }) => [`two volumes stand at ${show(value)}`, 'keep one of them'],
  'reserved-name': ({ value }) => [`${show(value)} is a name that gantry takes for itself`, 'choose another name'],
  'taken-variable': ({ value }) => [`${String(value)} is set by the kind`, 'remove it'],
  'interpolation-here': given('`${NAME}` is not expanded here', 'write the value'),
  'not-native': ({ value, text, hint }) => [`${String(value)} cannot run without a container: ${text ?? 'nothing says how'}`, hint ?? 'say how it runs here, `native: { command: … }`, or start a Docker engine'],
  'variable-missing': ({ value, other }) => [`${String(value)} is not in ${other}`, `add ${String(value)}=… there, or write \${${String(value)}:-default}`],
  'secret-twice': ({ value }) => [`${show(value)} is another secret of this service`, `give this one another name; \`value: "{{secrets.${String(value)}}}"\` repeats it`],
  'secret-in-variable': ({ value }) => [`{{${String(value)}}} would put a secret into a variable`, 'use the file /run/secrets/…, or secrets: [{ name, as: VARIABLE, value: "…" }]'],
  'env-file': given('the file can not be read', 'mend its permissions'),
  'env-file-hash': ({ value }) => [`the value of ${String(value)} ends at \`#\``, 'quote the value when the `#` belongs to it'],
  'no-effect-yet': ({ value }) => [`${show(value)} has no effect yet`, 'it is kept for a later release; nothing else is needed'],
  'tls-names': ({ value }) => [`the certificate of ${show(value)} has no name`, 'add `domain:` to the environment'],
  'tls-wildcard': ({ value }) => [`no ACME server gives a certificate for ${show(value)} over HTTP-01`, 'name the hosts one by one, or use `tls: { from: files, … }`'],
  'tls-files': ({ value }) => [`${show(value)} is missing`, 'name both files: tls: { from: files, certificate: ./chain.pem, key: ./key.pem }'],
  'tls-key': ({ value, other }) => [`${show(value)} has no meaning with \`from: ${String(other)}\``, 'remove it'],
  'template-hole': given('the template has a hole that nothing fills', 'mend its name'),
  'template-unused': given('the template does not use a value', 'add the hole, or leave it if it is meant'),
  'not-portable': ({ value }) => [`${show(value)} is for compose only`, 'other targets will not know it'],
  'lock-stale': given('this lock is older than what it locks', 'make it anew'),
  'bad-requirement': given('this requirement cannot be met', 'mend it'),
  'usage': given('the command line is not right', 'see --help'),
}
