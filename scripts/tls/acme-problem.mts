/** An error of the ACME server (RFC 8555, 6.7), as certbot's log has it. */
export type AcmeProblem = {
  readonly status: number
  /** Without its urn: `rateLimited`. */
  readonly type: string
  readonly detail: string
  /** When it may be asked again, in milliseconds since 1970. */
  readonly retryAfter: number | undefined
}

const errors = 'urn:ietf:params:acme:error:'

/** The last answer in certbot's log that was an error; a used nonce is none, certbot asks again itself. */
export const lastProblem = (log: string, now: number): AcmeProblem | undefined =>
  log.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+:)/m).flatMap((entry) => {
    const [, status = '', headers = '', body = ''] = /Received response:\r?\nHTTP ([45]\d\d)\r?\n([\s\S]*?)\r?\n\r?\n(\{[\s\S]*\})\s*$/.exec(entry) ?? []
    return status === '' ? [] : readProblem(Number(status), headers, body, now)
  }).findLast(({ type }) => type !== 'badNonce')

const readProblem = (status: number, headers: string, body: string, now: number): readonly AcmeProblem[] => {
  try {
    const { type = '', detail = '' } = JSON.parse(body) as { readonly type?: string; readonly detail?: string }
    return [{ status, type: type.replace(errors, ''), detail: detail || type || `HTTP ${status}`, retryAfter: timeIn(detail) ?? timeOfHeader(headers, now) }]
  } catch {
    return []
  }
}

/** Let's Encrypt says it in its sentence: `retry after 2026-08-08 20:50:14 UTC`. */
const timeIn = (detail: string): number | undefined => {
  const [, day, time] = /retry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/i.exec(detail) ?? []
  return day === undefined ? undefined : Date.parse(`${day}T${time}Z`)
}

/** `Retry-After: 120` or a date. */
const timeOfHeader = (headers: string, now: number): number | undefined => {
  const value = /^retry-after:\s*(.+?)\s*$/im.exec(headers)?.[1]
  if (value === undefined) return undefined
  const at = /^\d+$/.test(value) ? now + Number(value) * 1000 : Date.parse(value)
  return Number.isFinite(at) ? at : undefined
}
