import { realpathSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'

/** How files of the toolkit end: `.mts` in its repository, `.mjs` where it is installed as a package. */
export const extension = extname(import.meta.filename)

/** A command line: the script it starts, the words for that script, and whether it was called as `gantry NAME` or by its file. */
export type Call = { readonly script: string; readonly words: readonly string[]; readonly by: 'gantry' | 'file' }

/** Reads the words of a process; under zx its flags stand before the script. */
export const readCall = (argv: readonly string[]): Call => {
  const at = argv.findIndex((word, index) => index > 0 && /\.m[jt]s$/.test(word))
  const script = argv[at] ?? ''
  if (!/^gantry\.m[jt]s$/.test(basename(script))) return { script, words: argv.slice(at + 1), by: 'file' }
  return { script: join(import.meta.dirname, '..', `${argv[at + 1] ?? ''}${extension}`), words: argv.slice(at + 2), by: 'gantry' }
}

/** Whether a module is the script that was started. */
export const isStarted = (meta: ImportMeta): boolean => {
  const { script } = readCall(process.argv)
  try {
    return script !== '' && realpathSync(resolve(script)) === meta.filename
  } catch {
    return false
  }
}
