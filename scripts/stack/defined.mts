type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Drops undefined values, so that an optional key is either there or not. */
export const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>
