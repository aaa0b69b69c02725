import type { Test } from 'uvu'

/** Registers a test only where it can run; elsewhere it counts as skipped and says why. */
export const when = (possible: boolean, reason: string, test: Test) => (name: string, act: () => void | Promise<void>): void => {
  if (possible) return test(name, act)
  test.skip(name, act)
  console.log(`skipped: ${name} (${reason})`)
}
