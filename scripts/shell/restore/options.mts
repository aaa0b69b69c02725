/** Options of `restore`. */
export const restoreOptions = {
  services: { type: 'list', value: 'NAME', hint: 'only these services' },
  run: { type: 'string', value: 'RUN', hint: 'this run; the last verified one unless told' },
  list: { type: 'boolean', short: 'l', hint: 'restore nothing: list the runs' },
  dropOld: { type: 'boolean', hint: 'without --run: remove what earlier restores have kept; with it: keep nothing' },
  withoutSafety: { type: 'boolean', hint: 'no backup of what is there now' },
  force: { type: 'boolean', hint: 'also a run that is not verified, of another stack, or of a newer server' },
  identity: { type: 'string', value: 'FILE', hint: 'identity of age for encrypted archives; GANTRY_AGE_IDENTITY means the same' },
} as const
