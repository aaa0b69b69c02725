/** An address as a number, in the space of IPv6. */
type Address = bigint

const ipv4Space = 0xffffn << 32n

/** Whether an address is in one of these networks, which are written as `10.0.0.0/8`, `fd00::/8` or an address alone. */
export const isWithin = (networks: readonly string[], address: string): boolean => {
  const number = readAddress(address)
  return number !== undefined && networks.some((network) => isIn(network, number))
}

const isIn = (network: string, number: Address): boolean => {
  const [start = '', length] = network.split('/')
  const first = readAddress(start)
  if (first === undefined) return false
  const rest = length === undefined ? 0n : BigInt((start.includes(':') ? 128 : 32) - Number(length))
  return number >> rest === first >> rest
}

/** Reads an address of either kind; undefined when it is none. */
export const readAddress = (text: string): Address | undefined => {
  const [, head = '', tail] = /^(.*:)?(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? []
  const low = tail === undefined ? undefined : readIpv4(tail)
  if (tail === undefined) return readIpv6(text)
  if (low === undefined || head === '') return low === undefined ? undefined : ipv4Space | low
  return readIpv6(`${head}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`)
}

const readIpv4 = (text: string): bigint | undefined => {
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte < 256) ? bytes.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n) : undefined
}

const readIpv6 = (text: string): bigint | undefined => {
  const halves = text.split('::').map((half) => half === '' ? [] : half.split(':'))
  const [high = [], low = []] = halves
  const missing = 8 - high.length - low.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined
  const groups = [...high, ...Array<string>(missing).fill('0'), ...low]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.reduce((sum, group) => sum << 16n | BigInt(`0x${group}`), 0n) : undefined
}
