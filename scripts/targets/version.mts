/** Whether a declared version is at least another; what it leaves out counts as 0, so `1.27` is not yet `1.27.3`. */
export const isAtLeast = (version: string, minimum: string): boolean => {
  const [have, want] = [numbers(version), numbers(minimum)]
  const differs = want.findIndex((number, index) => (have[index] ?? 0) !== number)
  return differs < 0 || (have[differs] ?? 0) > (want[differs] ?? 0)
}

const numbers = (version: string): readonly number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0)
