/** Where a restore puts what it makes beside a database; such names are nobody's data. */
export const besidePattern = '__gantry_(old|side)_[0-9]{14}[0-9a-f]{4}$'

/** Tables with rows of their own that a dump carries: not the parents of partitions, not what extensions bring along. */
const tables = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

/** One line for each table, counted to the last row: \`gantry counted ["public.users", 12]\`. */
export const countRows = String.raw`
SET quote_all_identifiers = off;
SELECT format('SELECT ''gantry counted '' || json_build_array(%L, count(*)) FROM ONLY %I.%I', format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
  FROM ${tables} ORDER BY n.nspname, c.relname \gexec
`

/** Holds every table as it is, as pg_dump does too, so that what was dumped can be counted afterwards. */
const holdTables = String.raw`
SELECT format('LOCK TABLE ONLY %I.%I IN ACCESS SHARE MODE', n.nspname, c.relname) FROM ${tables} \gexec
`

/** What pg_dump leaves out because it belongs to the database itself; it is said of whichever database it is read into. */
const properties = String.raw`
WITH here AS (SELECT * FROM pg_database WHERE datname = current_database()),
said(turn, body) AS (
  SELECT 1, format('EXECUTE format(%L, current_database(), %L)', 'ALTER DATABASE %I OWNER TO %I', pg_get_userbyid(datdba)) FROM here
  UNION ALL SELECT 2, format('EXECUTE format(%L, current_database(), %L)', 'ALTER DATABASE %I CONNECTION LIMIT %s', datconnlimit) FROM here WHERE datconnlimit >= 0
  UNION ALL SELECT 3, format('EXECUTE format(%L, current_database(), %L)', 'COMMENT ON DATABASE %I IS %L', shobj_description(oid, 'pg_database')) FROM here WHERE shobj_description(oid, 'pg_database') IS NOT NULL
  UNION ALL SELECT 4, format('EXECUTE format(%L, current_database(), %L)', 'REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', pg_get_userbyid(datdba)) FROM here WHERE datacl IS NOT NULL
  UNION ALL SELECT 5, format('EXECUTE format(%L, current_database()%s)',
      'GRANT ' || privilege_type || ' ON DATABASE %I TO ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE '%I' END || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
      CASE grantee WHEN 0 THEN '' ELSE format(', %L', pg_get_userbyid(grantee)) END) FROM here, aclexplode(datacl)
  UNION ALL SELECT 6, CASE WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries', 'unix_socket_directories')
      THEN format('PERFORM set_config(%L, %L, true); EXECUTE format(%L, current_database(), %L)', name, value, whose || ' SET %I FROM CURRENT', name)
      ELSE format('EXECUTE format(%L, current_database(), %L, %L)', whose || ' SET %I TO %L', name, value) END
    FROM (SELECT split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value,
        CASE setrole WHEN 0 THEN 'ALTER DATABASE %I' ELSE replace(format('ALTER ROLE %I', pg_get_userbyid(setrole)), '%', '%%') || ' IN DATABASE %I' END AS whose
      FROM pg_db_role_setting JOIN here ON setdatabase = here.oid, unnest(setconfig) AS setting) AS settings)
SELECT format('DO %L;', 'BEGIN ' || body || '; END') FROM said ORDER BY turn;
`

/** What a database was made with: enough to make it again where it is gone. */
const traits = String.raw`
SELECT 'gantry traits ' || jsonb_strip_nulls(to_jsonb(d) - '{oid,datname,datdba,datacl,datfrozenxid,datminmxid,datallowconn,datistemplate,datconnlimit,dattablespace,dathasloginevt}'::text[]
    || jsonb_build_object('encoding', pg_encoding_to_char(d.encoding), 'tablespace', t.spcname))::text
  FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = current_database();
`

/**
 * One state for all of it: what pg_dump reads is what is counted meanwhile. A pg_dump that fails takes its reader with it. It
 * writes as little as 4 kB at a time, which an engine is slow to pass on: dd makes more of it.
 */
export const dumpDatabase = (patience: string): string => String.raw`
SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout') \g /dev/null
SET lock_timeout = '${patience}';
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv GANTRY_SNAPSHOT :snapshot
${holdTables}
${properties}
\o |{ { pg_dump --format=plain --lock-wait-timeout=${patience} --snapshot="$GANTRY_SNAPSHOT" || kill -s TERM "$PPID"; } | dd bs=64k iflag=fullblock status=none || kill -s TERM "$PPID"; } & cat >&2; wait
${traits}
${countRows}
\o
COMMIT;
`

/** Made as the one it is to replace was made; where that is gone, as it was when it was saved. */
export const makeSide = String.raw`
\getenv item GANTRY_ITEM
\getenv side GANTRY_SIDE
\getenv traits GANTRY_TRAITS
WITH made AS (
  SELECT to_jsonb(d) || jsonb_build_object('encoding', pg_encoding_to_char(d.encoding), 'tablespace', t.spcname) AS of
    FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = :'item'
  UNION ALL SELECT nullif(:'traits', '')::jsonb LIMIT 1)
SELECT format('CREATE DATABASE %I TEMPLATE template0', :'side')
  || coalesce(format(' ENCODING %L LC_COLLATE %L LC_CTYPE %L', of->>'encoding', of->>'datcollate', of->>'datctype'), '')
  || CASE of->>'datlocprovider' WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(of->>'datlocale', of->>'daticulocale')) || coalesce(format(' ICU_RULES %L', of->>'daticurules'), '')
    WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', of->>'datlocale') WHEN 'c' THEN ' LOCALE_PROVIDER libc' ELSE '' END
  || CASE WHEN EXISTS (SELECT FROM pg_tablespace WHERE spcname = of->>'tablespace') THEN format(' TABLESPACE %I', of->>'tablespace') ELSE '' END
FROM made \gexec
`

/** Renaming waits up to five seconds for the last connection and keeps new ones waiting: those that are there are sent away meanwhile. */
export const sendAway = String.raw`
\getenv item GANTRY_ITEM
\getenv side GANTRY_SIDE
SELECT set_config('gantry.item', :'item', false), set_config('gantry.side', :'side', false) \g /dev/null
DO $$ BEGIN
  FOR turn IN 1..120 LOOP
    EXIT WHEN NOT EXISTS (SELECT FROM pg_database WHERE datname = current_setting('gantry.side'));
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (current_setting('gantry.item'), current_setting('gantry.side'));
    PERFORM pg_sleep(0.05);
  END LOOP;
END $$;
`

/** Both names change in one transaction; nobody sees one without the other, and what breaks off has changed nothing. */
export const swapNames = String.raw`
\getenv item GANTRY_ITEM
\getenv side GANTRY_SIDE
\getenv old GANTRY_OLD
SELECT count(*) > 0 AS there FROM pg_database WHERE datname = :'item' \gset
BEGIN;
\if :there
ALTER DATABASE :"item" RENAME TO :"old";
\endif
ALTER DATABASE :"side" RENAME TO :"item";
COMMIT;
`
