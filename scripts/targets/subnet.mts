/** A subnet cut into four equal parts, in order: `172.28.0.0/22` → `172.28.0.0/24`, `172.28.1.0/24` …. */
export const quarters = (subnet: string): readonly string[] => {
  const [address = '', prefix = ''] = subnet.split('/')
  const start = address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
  const length = Number(prefix) + 2
  const size = 2 ** (32 - length)
  return [0, 1, 2, 3].map((part) => `${dotted(start + part * size)}/${length}`)
}

const dotted = (number: number): string => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
