import { label } from './label.mts'

/** An image that a stack built; size in bytes. */
export type BuiltImage = { readonly id: string; readonly size: number; readonly service: string }

type RawImage = { readonly Id: string; readonly Size?: number; readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null } }

/** What `docker image inspect` said, each image once. */
export const readImages = (json: string): readonly BuiltImage[] => {
  const raw = JSON.parse(json.trim() || '[]') as readonly RawImage[]
  return [...new Map(raw.map(({ Id, Size = 0, Config }) => [Id, { id: Id, size: Size, service: Config?.Labels?.[label.service] ?? '' }])).values()]
}
