import { endBy } from '../children.mts'

/** Lets what is begun be cleared away before Ctrl-C ends everything: `act` sees by its signal that it is to stop. */
export const untilSettled = async <T,>(act: () => Promise<T>): Promise<T> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const takeBack = endBy(() => promise)
  try {
    return await act()
  } finally {
    resolve()
    takeBack()
  }
}
