create table jobs (
  id integer generated always as identity primary key,
  n integer not null check (n between 2 and 10000000),
  state text not null default 'queued' check (state in ('queued', 'done')),
  result bigint,
  worker text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  check ((state = 'done') = (result is not null))
);

-- Finished jobs stay in the table, so the queue is found without walking over them.
create index jobs_queued on jobs (id) where state = 'queued';
