/** `${NAME}` where nothing is expanded. */
export const interpolated = (value: unknown): string | undefined =>
  typeof value === 'string' && value.includes('${') ? '`${NAME}` is expanded in variables and in the value of a secret only: write the value here' : undefined

/** The same value in the form that is wanted, as a hint. */
export const typed = (expected: string, value: unknown): string | undefined => {
  if (value === null) return 'give it a value, or remove the key'
  if (expected.includes('a number') && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return `write \`${Number(value)}\`, without quotes`
  if (expected === 'a list' && typeof value !== 'object') return `write a list: \`[${String(value)}]\``
  if (expected.includes('a text') && (typeof value === 'number' || typeof value === 'boolean')) return `write it in quotes: \`"${value}"\``
  if (expected.includes('true or false') && /^(yes|on|y|1|true|no|off|n|0|false)$/i.test(String(value))) return `write \`${/^(yes|on|y|1|true)$/i.test(String(value))}\``
  return undefined
}

const examples: Readonly<Record<string, string>> = {
  'stack name': 'name: shop', 'service.secrets name': 'name: token', 'service.volumes path': 'path: /data', 'service.route path': 'path: /', port: 'port: 3000', services: 'services: { cache: { kind: redis } }', context: 'context: ./folder', min: 'min: 1', max: 'max: 3', address: 'address: db.example.com:5432',
}

/** What a missing key may look like; the kind of a service follows from what stands beside it. */
export const exampleOf = (place: string, key: string, beside: Readonly<Record<string, unknown>>): string => {
  if (key !== 'kind') return examples[`${place} ${key}`] ?? examples[key] ?? `${key}: …`
  if (typeof beside.image === 'string') return `kind: ${/^(postgres|redis)\b/.exec(beside.image)?.[1] ?? 'container'}`
  return `kind: ${beside.root !== undefined ? 'static-web' : beside.address !== undefined ? 'external' : 'node-web'}`
}
