import { distance } from 'fastest-levenshtein'

/** The right word that was probably meant, if one is near enough; of a short word at least the first letter has to be right. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  // Nobody reads the answer for a thousand names, and finding it takes longer than the rest.
  if (words.length > 1000) return undefined
  const isNear = ({ other, far }: { readonly other: string; readonly far: number }) =>
    far * 3 <= word.length || (far <= 2 && word.length > far && other[0] === word[0])
  const ranked = words.map((other) => ({ other, far: distance(word.toLowerCase(), other) })).filter(isNear)
  return ranked.sort((a, b) => a.far - b.far || Number(b.other[0] === word[0]) - Number(a.other[0] === word[0]))[0]?.other
}
