/** The checksum of Redis over bytes as they come, in two halves of 32 bits. */
export type Crc64 = { readonly push: (chunk: Uint8Array) => void; readonly low: () => number; readonly high: () => number }

// The polynomial of Jones, bits reversed.
const [polynomialLow, polynomialHigh] = [0xac4bc9b5 | 0, 0x95ac9329 | 0]

/** How many bytes are taken at once. */
const slices = 8

const step = (low: number, high: number): readonly [number, number] => {
  const [shiftedLow, shiftedHigh] = [(low >>> 1) | (high << 31), high >>> 1]
  return low & 1 ? [shiftedLow ^ polynomialLow, shiftedHigh ^ polynomialHigh] : [shiftedLow, shiftedHigh]
}

/** What each byte does to the checksum when it stands as many bytes before the end of a slice; low halves, then high ones. */
const makeTables = (): { readonly lows: Int32Array; readonly highs: Int32Array } => {
  const [lows, highs] = [new Int32Array(256 * slices), new Int32Array(256 * slices)]
  for (let byte = 0; byte < 256; byte++) {
    let [low, high]: readonly [number, number] = [byte, 0]
    for (let bit = 0; bit < 8; bit++) [low, high] = step(low, high)
    lows[byte] = low
    highs[byte] = high
  }
  for (let at = 256; at < 256 * slices; at++) {
    const [low = 0, high = 0] = [lows[at - 256], highs[at - 256]]
    lows[at] = ((low >>> 8) | (high << 24)) ^ (lows[low & 255] ?? 0)
    highs[at] = (high >>> 8) ^ (highs[low & 255] ?? 0)
  }
  return { lows, highs }
}

let made: ReturnType<typeof makeTables> | undefined

/** CRC-64 as Redis counts it: begins at zero, ends as it is. */
export const crc64 = (): Crc64 => {
  const { lows, highs } = made ??= makeTables()
  let [low, high] = [0, 0]
  const one = (byte: number): void => {
    const index = (low ^ byte) & 255
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0)
    high = (high >>> 8) ^ (highs[index] ?? 0)
  }
  return {
    push: (bytes) => {
      const whole = bytes.length - bytes.length % slices
      for (let at = 0; at < whole; at += slices) {
        const a = low ^ ((bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16 | (bytes[at + 3] ?? 0) << 24)
        const b = high ^ ((bytes[at + 4] ?? 0) | (bytes[at + 5] ?? 0) << 8 | (bytes[at + 6] ?? 0) << 16 | (bytes[at + 7] ?? 0) << 24)
        const [i, j, k, l] = [1792 + (a & 255), 1536 + (a >>> 8 & 255), 1280 + (a >>> 16 & 255), 1024 + (a >>> 24)]
        const [m, n, o, p] = [768 + (b & 255), 512 + (b >>> 8 & 255), 256 + (b >>> 16 & 255), b >>> 24]
        low = (lows[i] ?? 0) ^ (lows[j] ?? 0) ^ (lows[k] ?? 0) ^ (lows[l] ?? 0) ^ (lows[m] ?? 0) ^ (lows[n] ?? 0) ^ (lows[o] ?? 0) ^ (lows[p] ?? 0)
        high = (highs[i] ?? 0) ^ (highs[j] ?? 0) ^ (highs[k] ?? 0) ^ (highs[l] ?? 0) ^ (highs[m] ?? 0) ^ (highs[n] ?? 0) ^ (highs[o] ?? 0) ^ (highs[p] ?? 0)
      }
      for (let at = whole; at < bytes.length; at++) one((bytes[at] ?? 0))
    },
    low: () => low >>> 0,
    high: () => high >>> 0,
  }
}
