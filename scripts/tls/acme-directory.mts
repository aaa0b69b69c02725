/** Whether an ACME directory is on this machine. */
export const isLoopback = (directory: string): boolean => /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostOf(directory))

/** Whether anybody can reach an ACME directory, so that it reaches us under our public names. */
export const isPublic = (directory: string): boolean => {
  const host = hostOf(directory)
  const isPrivateAddress = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cde])/.test(host)
  return !isLoopback(directory) && !isPrivateAddress && host.includes('.') && !/\.(?:test|example|invalid|internal|local|lan|home\.arpa)$/.test(host)
}

/** A directory as people call it. */
export const directoryName = (directory: string): string => {
  const host = hostOf(directory)
  return host.endsWith('.letsencrypt.org') ? `Let's Encrypt${host.includes('staging') ? ' (staging)' : ''}` : new URL(directory).host
}

const hostOf = (directory: string): string => new URL(directory).hostname.toLowerCase()
