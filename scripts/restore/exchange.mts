/** Folders that a restore makes inside a volume; a server does not look into them. */
export const besideFolder = (what: 'side' | 'old', stamp: string): string => `.gantry-${what}-${stamp}`

const go = 'cd -- "$GANTRY_AT" || exit 1\n'

// All names but those of restores; `move FROM TO` moves these, or only the ones that are given.
const moving = `${go}fail() { printf '%s\\n' "$*" >&2; exit 1; }
move() {
  from=$1 to=$2
  for path in "$from"/* "$from"/.[!.]* "$from"/..?*; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    name=\${path##*/}
    case $name in .gantry-side-*|.gantry-old-*) continue ;; esac
    [ -z "$GANTRY_NAMES" ] || case "$GANTRY_NAMES" in *"/$name/"*) ;; *) continue ;; esac
    mv -- "$path" "$to/" || return 1
  done
}
`

/** Makes an empty folder beside what is there and runs the rest of its words in it. */
export const inSide = 'cd -- "$GANTRY_AT" && mkdir -m 700 -- "$GANTRY_SIDE" && cd -- "$GANTRY_SIDE" && exec "$@"'

/** What is there goes to GANTRY_OLD, what is in GANTRY_SIDE takes its place; what cannot be done to its end is undone. */
export const exchange = `${moving}mkdir -m 700 -- "$GANTRY_OLD" || fail 'no place for what is there'
move . "$GANTRY_OLD" || { move "$GANTRY_OLD" . && rmdir -- "$GANTRY_OLD"; exit 1; }
move "$GANTRY_SIDE" . || { move . "$GANTRY_SIDE" && move "$GANTRY_OLD" . && rmdir -- "$GANTRY_OLD"; exit 1; }
rmdir -- "$GANTRY_SIDE"
sync`

/** Puts back what an exchange has put aside. */
export const putBack = `${moving}mkdir -m 700 -- "$GANTRY_SIDE" || fail 'no place for what is there'
move . "$GANTRY_SIDE" && move "$GANTRY_OLD" . && rmdir -- "$GANTRY_OLD" && sync`

/** Removes a folder that a restore has made. */
export const dropFolder = `${go}rm -rf -- "./$GANTRY_DROP"`

/** Says which folders restores have left, a NUL after each. */
export const listFolders = `${go}for path in .gantry-side-* .gantry-old-*; do [ ! -d "$path" ] || printf '%s\\0' "$path"; done`
