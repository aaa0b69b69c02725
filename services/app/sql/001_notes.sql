-- 1000 characters: the whole row, escaped as JSON, stays under the 8000 bytes of one notification.
create table notes (
  id integer generated always as identity primary key,
  text text not null check (char_length(text) between 1 and 1000),
  created_at timestamptz not null default now()
);
