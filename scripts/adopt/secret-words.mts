const names = /(?:^|_)(?:PASS|PW|PASSWD|PASSWORD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|ENCRYPTION_KEY|SIGNING_KEY|AUTH_KEY|APP_KEY|MASTER_KEY|KEY_BASE|SALT|CREDENTIALS?|PAT)(?:_\d+)?$|(?:^|_)(?:SECRET|JWT|SESSION|COOKIE|CRYPT|CSRF)_?KEY|SECRET_KEY_BASE|_SECRET_|(?:^|[A-Z])(?:SECRET|PASSWORD|TOKEN)$|(?:^|_)[A-Z0-9]+_(?:PASSWORD|PASSWD)_\w+$|(?:^|_)KEY$/i
const harmless = /_FILE$|_PATH$|_DIR$|PUBLIC|PUBLISHABLE|SITE_KEY|(?:EXPIR|TTL|TIMEOUT|LIFETIME|LENGTH|ALGORITHM|ISSUER|AUDIENCE|ENABLED?|DISABLED?|ALLOW|REQUIRE|RESET|VALID|MIN_|MAX_|_URL$|_URI$|_HOST$|_NAME$|_TYPE$|_ID$|KEYBOARD|KEYSPACE)/i
const values = [
  /^[a-z][a-z0-9+.]*:\/\/[^:@/\s]*:(?!\d+(?:\/|$))[^@/\s]+@/i, /(?:^|[;\s])(?:password|pwd)\s*=\s*[^;\s]+/i, /-----BEGIN/, /\b(?:sk|rk|pk_live|whsec)[-_][A-Za-z0-9_-]{16,}/, /\bgh[pousr]_[A-Za-z0-9]{20,}/, /\bgithub_pat_/,
  /\bAKIA[0-9A-Z]{16}\b/, /\bxox[abprs]-/, /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, /\bAIza[0-9A-Za-z_-]{30,}/, /^(?=.*\d)(?=.*[a-f])[0-9a-f]{32,128}$/i, /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/_-]{40,}={0,2}$/,
]
/** What a switch or a place looks like: no secret, whatever the name says. */
const plainValue = /^(?:true|false|yes|no|on|off|none|null|\d{1,5}|\/[\w./-]*|\.{1,2}\/[\w./-]*)?$/i

/** Whether a variable of this name holds a secret as a rule. */
export const isSecretName = (name: string): boolean => names.test(name) && !harmless.test(name)

/** Whether a value is one that nobody else should read: an address with a password, a key. */
export const isSecretValue = (value: string): boolean => values.some((pattern) => pattern.test(value))

/** Whether a variable is a secret, by its name or by what it holds. */
export const isSecret = (name: string, value: string): boolean => isSecretValue(value) || isSecretName(name) && !plainValue.test(value)

/** Whether gantry can make the value itself: a password or a key that only this stack knows. */
export const isOwn = (name: string): boolean =>
  !/API_?KEY|ACCESS_?KEY|CLIENT|WEBHOOK|AWS|S3|GCP|GOOGLE|GITHUB|GITLAB|STRIPE|TWILIO|SENDGRID|MAIL|SMTP|OPENAI|ANTHROPIC|SLACK|DISCORD|TELEGRAM|BOT|PAT$|LICENSE|OAUTH|SENTRY|CLOUDFLARE|DSN/i.test(name)
  && /PASS|SECRET|SALT|APP_KEY|ENCRYPTION|SIGNING|SESSION|COOKIE|MASTER_KEY|KEY_BASE|AUTH_KEY|JWT/i.test(name)

/** The password in an address such as `postgres://user:password@host/name`. */
export const credentialsOf = (value: string): { readonly user: string; readonly password: string; readonly host: string } | undefined => {
  const [, user, password, host] = /^[a-z][a-z0-9+.]*:\/\/([^:@/\s]*):([^@/\s]+)@([^:/?\s,]+)/i.exec(value) ?? []
  return user === undefined || password === undefined || host === undefined ? undefined : { user, password, host }
}
