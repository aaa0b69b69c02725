/** Does something once for each key, however many ask for it at the same time. */
export const once = <T,>(running: Map<string, Promise<T>>, key: string, act: () => Promise<T>): Promise<T> => {
  const going = running.get(key) ?? act()
  running.set(key, going)
  return going
}
