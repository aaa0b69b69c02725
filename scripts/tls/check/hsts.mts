/** Half a year, in seconds: what testssl and SSL Labs ask for. */
export const hstsMinimum = 15_552_000

/** Seconds for which a browser shall ask this host for HTTPS only; undefined when the header says it in no form that counts. */
export const hstsAge = (value: string): number | undefined => {
  const age = value.split(';').map((part) => /^\s*max-age\s*=\s*"?(\d+)"?\s*$/i.exec(part)?.[1]).find((each) => each !== undefined)
  return age === undefined ? undefined : Number(age)
}
