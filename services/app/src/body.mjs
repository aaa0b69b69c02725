const LIMIT = 64 * 1024

const refuse = (status, message) => {
  throw Object.assign(new Error(message), { status })
}

const collect = async (request) => {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    // The rest is read and dropped: closing at once would reset the connection before the answer arrives.
    if (size <= LIMIT) chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks), size }
}

const read = async (request) => {
  const { bytes, size } = await collect(request).catch(() => refuse(400, 'the body ended early'))
  if (size > LIMIT) refuse(413, `the body is larger than ${LIMIT / 1024} KB`)
  return bytes
}

const parse = (bytes) => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuse(400, 'the body is not JSON')
  }
}

/** The JSON object in a request's body; anything else is refused with the reason. */
export const readObject = async (request) => {
  const value = parse(await read(request))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(400, 'the body is not a JSON object')
  return value
}
