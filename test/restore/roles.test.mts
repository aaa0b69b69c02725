import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fatalOf, missingRoles } from '../../scripts/restore/roles.mts'

const dump = `--
-- PostgreSQL database cluster dump
--

\\restrict Abc

SET default_transaction_read_only = off;
SET client_encoding = 'UTF8';

--
-- Roles
--

CREATE ROLE app;
ALTER ROLE app WITH SUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:x;y';
CREATE ROLE "we ""ird;
role";
ALTER ROLE "we ""ird;
role" WITH NOSUPERUSER NOLOGIN;
CREATE ROLE reader;
ALTER ROLE reader WITH LOGIN PASSWORD 'it''s; E';
ALTER ROLE reader SET search_path TO 'a;b';

--
-- Role memberships
--

GRANT app TO reader WITH INHERIT TRUE GRANTED BY app;
GRANT reader TO app GRANTED BY app;

\\unrestrict Abc
`

const test = suite('roles of a dump')

test('only those that a server does not have are made, with what belongs to them', () =>
  assert.is(missingRoles(dump, ['app', 'we "ird;\nrole']), `CREATE ROLE reader;
ALTER ROLE reader WITH LOGIN PASSWORD 'it''s; E';
ALTER ROLE reader SET search_path TO 'a;b';
GRANT app TO reader WITH INHERIT TRUE GRANTED BY app;
`))
test('a name in quotes is read as one', () => assert.is(missingRoles(dump, ['app', 'reader']), `CREATE ROLE "we ""ird;
role";
ALTER ROLE "we ""ird;
role" WITH NOSUPERUSER NOLOGIN;
`))
test('where nothing is missing nothing is said, and nobody gets an old password back', () => assert.is(missingRoles(dump, ['app', 'we "ird;\nrole', 'reader']), ''))
test('F35: what is there already does no harm, everything else does', () =>
  assert.equal(fatalOf(`psql:<stdin>:14: ERROR:  role "app" already exists
psql:<stdin>:20: ERROR:  directory "/mnt/fast" does not exist
NOTICE:  nothing
psql:<stdin>:22: ERROR:  role "nobody" does not exist
psql: error: connection to server failed: FATAL:  the database system is shutting down`), [
    'psql:<stdin>:22: ERROR:  role "nobody" does not exist', 'psql: error: connection to server failed: FATAL:  the database system is shutting down']))

test.run()
