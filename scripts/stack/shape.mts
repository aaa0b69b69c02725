import * as v from 'valibot'
import type { Path } from './source.mts'

/** The library takes a list for a map; this does not. */
const onlyMaps = <S extends v.GenericSchema>(schema: S): S => ({
  ...schema,
  '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
    if (!Array.isArray(dataset.value)) return schema['~run'](dataset, config)
    v._addIssue(schema as unknown as Parameters<typeof v._addIssue>[0], 'type', dataset as never, config as never)
    return dataset
  },
}) as S

/** A map with the keys named here and no others. */
export const fixedMap = <E extends v.ObjectEntries>(entries: E) => onlyMaps(v.strictObject(entries))
/** A map with keys that the writer chooses. */
export const freeMap = <K extends v.GenericSchema<string, string>, V extends v.GenericSchema>(key: K, value: V) => onlyMaps(v.record(key, value))

type Inspectable = { readonly type: string; readonly entries?: Readonly<Record<string, Inspectable>>; readonly wrapped?: Inspectable; readonly value?: Inspectable; readonly item?: Inspectable; readonly options?: readonly Inspectable[] }

const open = (schema: Inspectable | undefined): readonly Inspectable[] =>
  !schema ? [] : schema.wrapped ? open(schema.wrapped) : schema.type === 'union' ? (schema.options ?? []).flatMap(open) : [schema]

/** The keys a schema knows at a path. */
export const keysAt = (schema: v.GenericSchema, path: Path): readonly string[] => {
  let candidates: readonly Inspectable[] = open(schema as unknown as Inspectable)
  for (const key of path) candidates = candidates.flatMap((one) => open(one.entries?.[String(key)] ?? one.value ?? one.item))
  return candidates.flatMap((one) => Object.keys(one.entries ?? {}))
}

/** What a path leads to, without the names its writer chose: `service.health`, `stack.environments`. */
export const placeIn = (schema: v.GenericSchema, path: Path): string => {
  const root = keysAt(schema, []).includes('kind') ? 'service' : 'stack'
  const key = path[0] === 'routes' && path.length > 1 ? 'route' : path[0]
  return key === undefined ? root : `${root}.${key}`
}
