import { quoteWord } from '../plan/explain.mts'

const opening = (file: string): { readonly before: string; readonly named: string } =>
  file.endsWith('.age') ? { before: `age --decrypt --identity KEY ${quoteWord(file)} | `, named: '' } : { before: '', named: ` ${quoteWord(file)}` }

/** What a person types to know that an archive is whole, in the folder of its run. */
export const testing = (file: string): string => {
  const { before, named } = opening(file)
  return `${before}zstd --quiet --test${named}`
}

/** What a person types to print what is in an archive. */
export const printing = (file: string): string => {
  const { before, named } = opening(file)
  return `${before}zstd --decompress --stdout${named}`
}

/** Gives what is in an archive to a command; tested first, for no shell tells when the begin of a pipe has failed. */
export const feeding = (file: string, reader: string): string => `${testing(file)} && ${printing(file)} | ${reader}`
