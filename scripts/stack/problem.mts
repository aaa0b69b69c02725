/** What can be wrong with a stack file: the closed set of codes that tests, `--json` and hints rely on. */
export type ProblemCode =
  | 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-alias-bomb' | 'yaml-too-deep' | 'file-too-large' | 'file-missing'
  | 'unknown-key' | 'missing-key' | 'wrong-type' | 'not-one-of' | 'forbidden-key'
  | 'bad-name' | 'bad-duration' | 'bad-memory' | 'bad-cpus' | 'bad-port' | 'bad-route' | 'bad-host' | 'bad-address' | 'bad-volume'
  | 'bad-publish' | 'bad-variable-name' | 'bad-subnet' | 'bad-registry' | 'bad-recipient' | 'bad-destination' | 'bad-user' | 'bad-signal' | 'bad-image' | 'bad-number' | 'bad-text'
  | 'bad-command' | 'bad-path' | 'bad-folder' | 'bad-entry' | 'bad-header' | 'bad-email' | 'bad-url' | 'bad-rate'
  | 'unknown-kind' | 'unknown-environment' | 'unknown-service' | 'unknown-tier' | 'unknown-secret' | 'unknown-port'
  | 'unknown-reference' | 'key-of-other-kind'
  | 'no-image' | 'no-dockerfile' | 'no-port' | 'no-command' | 'no-environment'
  | 'needs-itself' | 'needs-cycle' | 'needs-later-tier' | 'port-clash' | 'route-clash' | 'reservation-above-limit'
  | 'singleton-replicas' | 'publish-replicas' | 'publish-database' | 'pool-above-connections' | 'unsafe-database'
  | 'path-leaves-stack' | 'path-missing' | 'project-mounted' | 'drive-mount' | 'volume-clash' | 'reserved-name' | 'taken-variable' | 'secret-twice'
  | 'not-native' | 'interpolation-here' | 'variable-missing' | 'secret-in-variable' | 'env-file' | 'env-file-hash' | 'no-effect-yet'
  | 'bad-source' | 'bad-package' | 'no-lock-file' | 'recipe-unfit' | 'recipe-differs' | 'recipe-unused'
  | 'tls-names' | 'tls-wildcard' | 'tls-files' | 'tls-key'
  | 'template-hole' | 'template-unused' | 'not-portable'
  | 'lock-stale' | 'bad-requirement'
  | 'usage'

/** A user's mistake, or with severity `warning` something to know: what, where and the way out. */
export type Problem = {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  /** Keys from the root of the file, joined by dots: `services.api.limits.memory`. */
  readonly path: string
  readonly file: string
  /** From 1; 0 when the problem has no place in a file. */
  readonly line: number
  readonly column: number
  /** The offending source line, without its newline. */
  readonly source: string
  readonly message: string
  readonly hint: string
}
