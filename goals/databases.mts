import { run } from './processes.mts'
import { stageStack, type Stage } from './stage.mts'

/** A stack of PostgreSQL servers of the demo's kind, one database of interest in each, and what runs SQL and shell lines against them. */
export type Databases = {
  readonly stage: Stage
  readonly psql: (service: string, database: string, sql: string) => Promise<string>
  /** `$1` is the container of the service, the words that follow are given after it. */
  readonly shell: (service: string, script: string, ...words: readonly string[]) => Promise<string>
}

/** About 500 MB as applications have them: ids, times, JSON, text, an index, a foreign key. */
export const realistic = `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), number int UNIQUE, email text UNIQUE, made timestamptz);
INSERT INTO users SELECT gen_random_uuid(), i, md5(i::text) || '@example.com', now() - i * interval '1 minute' FROM generate_series(0, 99999) i;
CREATE TABLE events (id bigint PRIMARY KEY, who uuid REFERENCES users, at timestamptz, data jsonb, note text);
INSERT INTO events SELECT i, users.id, now() - i * interval '1 second',
  jsonb_build_object('user', i % 100000, 'kind', (ARRAY['view','click','buy','leave'])[1 + i % 4], 'tags', jsonb_build_array(md5(i::text), i % 97)), repeat(md5((i * 7)::text) || ' ', 2)
FROM generate_series(1, 1600000) i JOIN users ON number = i % 100000;
CREATE INDEX ON events (who, at)`

/** What pgbench makes at scale 68: 1 GB that packs to next to nothing. */
export const pgbench = `CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
INSERT INTO pgbench_accounts SELECT i, 1 + (i - 1) / 100000, 0, '' FROM generate_series(1, 6800000) i;
ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)`

/** Starts one server for each service. */
export const stageDatabases = async (name: string, services: readonly string[]): Promise<Databases> => {
  const stack = `name: ${name}
services:
${services.map((service) => `  ${service}: { kind: postgres, limits: { cpus: 2, memory: 1G } }`).join('\n')}
environments: { dev: { http: 127.0.0.1:18095 } }
backups: { keep: { last: 1, daily: 0, weekly: 0, monthly: 0, verified: 1 } }
`
  const stage = await stageStack(name, stack)
  const container = (service: string): string => `${name}-dev-${service}-1`
  return {
    stage,
    psql: (service, database, sql) => run(['docker', 'exec', container(service), 'psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-U', 'app', '-d', database, '-c', sql]),
    shell: (service, script, ...words) => run(['sh', '-c', script, 'sh', container(service), ...words]),
  }
}
