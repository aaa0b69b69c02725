/** What certbot has of a certificate under one name. */
export type Lineage = {
  /** Its renewal file; undefined where there is none. */
  readonly renewal: string | undefined
  /** Which of the four links in `live/` lead to a file. */
  readonly live: readonly string[]
  /** Whether there is anything in `live/` or `archive/`. */
  readonly isThere: boolean
}

/** The four files of a certificate. */
export const lineageFiles = ['cert', 'privkey', 'chain', 'fullchain'] as const

/**
 * Whether a certificate was cut off while it was saved. Certbot takes no such one up again: it would keep the next under another name,
 * where nobody looks for it.
 */
export const isHalf = ({ renewal, live, isThere }: Lineage): boolean =>
  renewal === undefined ? isThere : lineageFiles.some((file) => !live.includes(file) || !new RegExp(`^${file} = `, 'm').test(renewal))
