import { endBy } from './children.mts'

/** Lets an action that heeds the signal come to its own end after Ctrl-C: what it has begun it also tidies up. */
export const unhurried = async <T,>(act: () => Promise<T>): Promise<T> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const forget = endBy(() => promise)
  try {
    return await act()
  } finally {
    forget()
    resolve()
  }
}
