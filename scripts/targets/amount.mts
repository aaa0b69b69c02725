const units = [['G', 1024 ** 3], ['M', 1024 ** 2], ['K', 1024]] as const

/** Bytes as Docker reads them, exactly: `512M`, `1G`, `1500B`. */
export const memoryAmount = (bytes: number): string => {
  const [unit, size] = units.find(([, factor]) => bytes >= factor && bytes % factor === 0) ?? ['B', 1]
  return `${bytes / size}${unit}`
}
