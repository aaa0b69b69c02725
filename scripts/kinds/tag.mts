/** The tag of an image: `3.13` → `3.13-slim`; a version that names its variant stays as it is. */
export const tagOf = (version: string, variant: string): string => /^(\d[\d.]*|lts|current)$/.test(version) ? `${version}-${variant}` : version
