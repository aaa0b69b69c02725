/** Why an archive does not fit a server; undefined where it does. */
export const versionTrouble = (of: string, saved: string | undefined, now: string): string | undefined => {
  const [from, to] = [majorOf(saved), majorOf(now)]
  if (from === undefined || to === undefined || from <= to) return undefined
  return `it was saved by ${of} ${saved?.split(' ')[0]} and the server is ${now.split(' ')[0]}: an older server does not understand all of a newer one's archive`
}

const majorOf = (version: string | undefined): number | undefined => {
  const found = /^(\d+)/.exec(version ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}
