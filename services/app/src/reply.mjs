/** A JSON answer of the API. */
export const json = (status, value, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: `${JSON.stringify(value)}\n`,
})

/** The answer to a request that failed; only an error with a status of its own is told to the caller. */
export const failed = (error, log) => {
  const status = error.status ?? 500
  if (status >= 500) log.error(error.message, { reason: error.cause ? error.cause.message || error.cause.code : error.stack })
  return json(status, { error: status === 500 ? 'internal error' : error.message })
}
