/** The version of every language and base image that is taken where a stack file names none. */
export const versions = { python: '3.13', node: '24', go: '1.27', nginx: '1.30', alpine: '3.23', debian: 'trixie' } as const
