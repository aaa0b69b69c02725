import { bytesOf, readTarget } from './path.mts'

/** What becomes of a request for a file: the first of these that is there, or an error. Paths are bytes, below the root of the site. */
export type FileDecision = { readonly files: readonly string[] } | { readonly status: 400 | 404 | 405 }

/** A script or style that is gone is an error; the page in its place would be taken for one. */
const isPart = /\.(?:css|js|mjs|map|wasm|woff2?)$/i
const isHidden = /\/\.(?!well-known\/)/

/** Which files answer a request. */
export const filesFor = (method: string, target: string, fallback: string): FileDecision => {
  const plain = readTarget(target)?.plain
  if (plain === undefined) return { status: 400 }
  if (isHidden.test(plain)) return { status: 404 }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405 }
  if (isPart.test(plain)) return { files: [plain] }
  return { files: [...plain.endsWith('/') ? [] : [plain], `${plain.replace(/\/$/, '')}/index.html`, bytesOf(fallback)] }
}

/** Names that change with their content, as in templates/nginx/site.conf. */
export const lasting: readonly RegExp[] = [
  /^\/(?:_next\/static|_app\/immutable|_nuxt|_astro)\//,
  /[.-](?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,64}(?:\.[a-z]+)?\.[a-z0-9]+$/,
  /[.-](?![A-Z]*[0-9]*\.)[A-Z0-9]{8}(?:\.[a-z]+)?\.[a-z0-9]+$/,
  /\/(?:assets|static|build|dist)\/.*[.-](?![A-Z]*[a-z]*[0-9]*\.)(?!(?:[A-Z][a-z]+)+[0-9]*\.)(?!(?:[A-Za-z]+[_-])+[A-Za-z0-9]*\.)[A-Za-z0-9_-]{8}(?:\.[a-z]+)?\.[a-z0-9]+$/,
]

/** How long a file may be kept: long when its name changes with its content; everything else is asked for again, mostly answered 304. */
export const keepingOf = (file: string): string => lasting.some((pattern) => pattern.test(file)) ? 'public, max-age=31536000, immutable' : 'no-cache'
