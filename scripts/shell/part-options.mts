/** Options of every command that acts on a part of the stack. */
export const partOptions = {
  services: { type: 'list', value: 'NAME', hint: 'these services and what they need' },
  tier: { type: 'string', value: 'TIER', hint: 'the services of a tier, by name or number, and what they need' },
  through: { type: 'string', value: 'TIER', hint: 'every tier up to this one' },
} as const

/** Options of the commands that bring a stack up. */
export const startOptions = {
  ...partOptions,
  timings: { type: 'boolean', hint: 'where the seconds went, a bar for each service' },
} as const
