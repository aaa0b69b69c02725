import type { Inside, Keeping } from './keeping.mts'

const client = 'clickhouse-client --user "${CLICKHOUSE_USER:-default}" --format TSVRaw'

/** The user's own databases; what restores left beside, or the others. */
const databases = (isBeside: boolean): string =>
  `${client} --query "SELECT name || char(0) FROM system.databases WHERE name NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') AND position(name, '__gantry_') ${isBeside ? '>' : '='} 0 ORDER BY name FORMAT RawBLOB"`

// Names go in as parameters: the server puts them where a name may stand, and takes them for nothing else.
const dump = `file=gantry-$$.tar
trap 'rm -f -- "$GANTRY_DISK/$file"' EXIT
${client} --param_item="$GANTRY_ITEM" --param_file="$file" --query 'BACKUP DATABASE {item:Identifier} TO Disk({disk:String}, {file:String})' --param_disk="$GANTRY_DISK_NAME" >/dev/null || exit 1
exec 3<"$GANTRY_DISK/$file"
rm -f -- "$GANTRY_DISK/$file"
cat <&3`

const load = `file=gantry-$$.tar
trap 'rm -f -- "$GANTRY_DISK/$file"' EXIT
cat >"$GANTRY_DISK/$file" || exit 1
${client} --param_from="$GANTRY_FROM" --param_item="$GANTRY_ITEM" --param_file="$file" --param_disk="$GANTRY_DISK_NAME" --query 'RESTORE DATABASE {from:Identifier} AS {item:Identifier} FROM Disk({disk:String}, {file:String})' >/dev/null`

const swap = `names() { ${client} --param_item="$GANTRY_ITEM" --param_old="$GANTRY_OLD" --param_side="$GANTRY_SIDE" --query "$1"; }
case $(names 'EXISTS DATABASE {item:Identifier}') in
1) names 'RENAME DATABASE {item:Identifier} TO {old:Identifier}, {side:Identifier} TO {item:Identifier}' ;;
*) names 'RENAME DATABASE {side:Identifier} TO {item:Identifier}' ;;
esac`

const count = `${client} --param_item="$GANTRY_ITEM" --query "SELECT 'gantry counted [' || toJSONString(name) || ', ' || toString(ifNull(total_rows, 0)) || ']' FROM system.tables WHERE database = {item:String} AND has_own_data AND total_rows IS NOT NULL ORDER BY name"`

/** Where the server may write backups: a disk of its configuration that is among `backups.allowed_disk`, and its folder. */
export type ClickhouseDisk = { readonly name: string; readonly path: string }

/** ClickHouse: a BACKUP by the server itself to a disk of its own, streamed from there. No program here has tried it. */
export const clickhouseKeeping = (disk: ClickhouseDisk): Keeping => {
  const script = (text: string, variables: Readonly<Record<string, string>> = {}): Inside => ({ words: ['sh', '-c', text], variables: { GANTRY_DISK: disk.path, GANTRY_DISK_NAME: disk.name, ...variables } })
  const item = { GANTRY_ITEM: '{{item}}' }
  const query = (sql: string, variables: Readonly<Record<string, string>>): Inside =>
    script(`${client}${Object.keys(variables).map((name) => ` --param_${name.slice('GANTRY_'.length).toLowerCase()}="$${name}"`).join('')} --query '${sql}'`, variables)
  return {
    // Inserts go on while it works: what is counted is a moment older or younger.
    of: 'clickhouse', format: 'tar', exact: false, paths: ['/var/lib/clickhouse', disk.path],
    version: query('SELECT version()', {}),
    items: script(databases(false)),
    dump: script(dump, item),
    count: script(count, item),
    online: {
      // Restoring makes it; a side that is there already would be an error.
      side: query('DROP DATABASE IF EXISTS {side:Identifier} SYNC', { GANTRY_SIDE: '{{side}}' }),
      load: script(load, { ...item, GANTRY_FROM: '{{old}}' }),
      swap: script(swap, { ...item, GANTRY_OLD: '{{old}}', GANTRY_SIDE: '{{side}}' }),
      drop: query('DROP DATABASE IF EXISTS {item:Identifier} SYNC', item),
      beside: script(databases(true)),
    },
  }
}
