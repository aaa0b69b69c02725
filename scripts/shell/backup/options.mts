/** Options of `backup`. */
export const backupOptions = {
  services: { type: 'list', value: 'NAME', hint: 'only these services' },
  verify: { type: 'string', value: 'LEVEL', hint: 'read (always), full: content as well, drill: restored into scratch servers' },
} as const
