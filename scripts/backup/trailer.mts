import type { Format } from '../kinds/keeping.mts'
import { rdbTrailer } from './trailer-rdb.mts'
import { sqlTrailer } from './trailer-sql.mts'
import { sqliteTrailer } from './trailer-sqlite.mts'
import { tarTrailer } from './trailer-tar.mts'

/** Looks at an archive as it passes and says at its end what is wrong with it; nothing is kept but its first and last bytes. */
export type Trailer = { readonly push: (chunk: Buffer) => void; readonly end: () => string | undefined }

/** How each format tells that it is whole; ClickHouse hands over its own backup as a tar. */
const trailers = { sql: sqlTrailer, rdb: rdbTrailer, sqlite: sqliteTrailer, tar: tarTrailer } as const satisfies Readonly<Record<Format, () => Trailer>>

/** Looks for what an archive of this format ends with. */
export const trailerOf = (format: Format): Trailer => trailers[format]()
