/** A number as one byte. */
export const u8 = (value: number): readonly number[] => [value & 255]
/** A number as two bytes, the high one first, as TLS writes it. */
export const u16 = (value: number): readonly number[] => [(value >> 8) & 255, value & 255]
/** A number as three bytes. */
export const u24 = (value: number): readonly number[] => [(value >> 16) & 255, ...u16(value)]

/** Bytes behind their own length, which takes one byte. */
export const vector8 = (bytes: readonly number[]): readonly number[] => [...u8(bytes.length), ...bytes]
/** The same with a length of two bytes. */
export const vector16 = (bytes: readonly number[]): readonly number[] => [...u16(bytes.length), ...bytes]
/** The same with a length of three bytes. */
export const vector24 = (bytes: readonly number[]): readonly number[] => [...u24(bytes.length), ...bytes]

/** Reads bytes from the front; throws a RangeError where there are fewer than a length says. */
export type Cursor = ReturnType<typeof cursor>

/** Begins to read bytes at their front. */
export const cursor = (bytes: Uint8Array) => {
  let at = 0
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError(`${length} bytes at ${at} of ${bytes.length}`)
    at += length
    return bytes.subarray(at - length, at)
  }
  const number = (length: number): number => take(length).reduce((sum, byte) => sum * 256 + byte, 0)
  const vector = (length: number) => () => take(number(length))
  return {
    take, u8: () => number(1), u16: () => number(2), u24: () => number(3),
    vector8: vector(1), vector16: vector(2), vector24: vector(3),
    left: () => bytes.length - at, rest: () => take(bytes.length - at),
  }
}
