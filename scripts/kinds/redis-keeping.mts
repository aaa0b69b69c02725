import type { Inside, Keeping } from './keeping.mts'

const fail = `fail() { printf '%s\\n' "$*" >&2; exit 1; }
about() { redis-cli "$@" INFO persistence | tr -d '\\r' | sed -n "s/^$what://p"; }
field() { what=$1; shift; value=$(about "$@"); [ -n "$value" ] || fail 'Redis does not answer'; printf '%s' "$value"; }
calm() { while [ "$(field rdb_bgsave_in_progress "$@")" = 1 ] || [ "$(field aof_rewrite_in_progress "$@")" = 1 ] || [ "$(field aof_rewrite_scheduled "$@")" = 1 ]; do sleep 0.1; done; }
count() { redis-cli "$@" INFO keyspace | tr -d '\\r' | sed -n 's/^\\(db[0-9]*\\):keys=\\([0-9]*\\),expires=\\([0-9]*\\).*/\\1 \\2 \\3/p' | while read -r db keys expires; do printf 'gantry counted ["%s", %d]\\n' "$db" $((keys - expires)); done; }`

/** A save that is seen to succeed: its number goes up (the time of the last one has whole seconds only) and its state is good. */
const dump = `${fail}
saves() { what=rdb_saves; number=$(about); if [ -n "$number" ]; then printf '%s' "$number"; else redis-cli LASTSAVE; fi; }
set -e
calm
before=$(saves)
case $before in ??????????*) sleep 1.1 ;; esac
turn=0
until said=$(redis-cli -e BGSAVE 2>&1); do
  turn=$((turn + 1))
  [ $turn -lt 50 ] || fail "Redis does not begin to save: $said"
  sleep 0.1
  calm
done
calm
[ "$(field rdb_last_bgsave_status)" = ok ] || fail 'Redis could not save (rdb_last_bgsave_status is not ok): its log says why'
[ "$(saves)" != "$before" ] || fail 'Redis says that it saved, but there is no new save'
exec 3<"$(redis-cli CONFIG GET dir | sed -n 2p)/$(redis-cli CONFIG GET dbfilename | sed -n 2p)"
count >&2
cat <&3`

/**
 * A server that appends to a log does not read a snapshot when it starts: one that does not reads it and is then told to
 * begin a log. What comes of that is tried with a server that appends.
 */
const lay = `${fail}
set -e
cat >"$GANTRY_RDB"
[ -s "$GANTRY_RDB" ] || fail 'the archive is empty'
socket=$PWD/.gantry.sock log=$PWD/.gantry.log
start=$(command -v docker-entrypoint.sh || true)
serve() {
  $start redis-server --port 0 --unixsocket "$socket" --dir "$PWD" --dbfilename "$GANTRY_RDB" --appenddirname "$GANTRY_AOF" --appendfilename "$GANTRY_AOF_FILE" --save '' "$@" >"$log" 2>&1 </dev/null &
  server=$!
  until redis-cli -s "$socket" -e PING >/dev/null 2>&1; do
    kill -0 $server 2>/dev/null || fail "Redis does not load it: $({ grep -iE 'wrong|short|fatal|error|corrupt|fail' "$log" || cat "$log"; } | head -n 1)"
    sleep 0.05
  done
}
leave() { redis-cli -s "$socket" SHUTDOWN NOSAVE >/dev/null 2>&1 || true; wait $server || true; }
serve --appendonly no
before=$(count -s "$socket")
redis-cli -s "$socket" -e CONFIG SET appendonly yes >/dev/null || fail 'Redis does not begin a log'
calm -s "$socket"
[ "$(field aof_last_bgrewrite_status -s "$socket")" = ok ] || fail "Redis could not write its log: $(tail -n 3 "$log")"
leave
serve --appendonly yes
after=$(count -s "$socket")
leave
[ "$before" = "$after" ] || fail "the log holds something else than the snapshot: $after, not $before"
rm -f "$socket" "$log"
printf '%s\\n' "$after" >&2`

/** What a word of the server's own command line says, as in `--dbfilename NAME`. */
const setting = (command: readonly string[], name: string, otherwise: string): string => command[command.lastIndexOf(`--${name}`) + 1 || command.length] ?? otherwise

/** Redis as a store: a snapshot that it was seen to finish; put back while it is stopped, because it finds its data when it starts. */
export const redisKeeping = ({ command = [], path = '/data' }: { readonly command?: readonly string[]; readonly path?: string }): Keeping => {
  const script = (text: string, variables: Readonly<Record<string, string>> = {}): Inside => ({ words: ['sh', '-c', text], variables })
  return {
    of: 'redis', format: 'rdb', exact: false,
    version: script(`redis-cli INFO server | tr -d '\\r' | sed -n 's/^redis_version://p'`),
    dump: script(dump),
    count: script(`${fail}\ncount`),
    offline: {
      path,
      ready: { words: ['redis-cli', '-e', 'PING'] },
      lay: script(lay, {
        GANTRY_RDB: setting(command, 'dbfilename', 'dump.rdb'), GANTRY_AOF: setting(command, 'appenddirname', 'appendonlydir'), GANTRY_AOF_FILE: setting(command, 'appendfilename', 'appendonly.aof'),
      }),
    },
  }
}
