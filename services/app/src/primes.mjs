/** The sum of all primes below n: the worker's stand-in for real work. */
export const sumOfPrimesBelow = (n) => {
  const isComposite = new Uint8Array(n)
  let sum = 0
  for (let i = 2; i < n; i++) {
    if (isComposite[i]) continue
    sum += i
    for (let multiple = i * i; multiple < n; multiple += i) isComposite[multiple] = 1
  }
  return sum
}
