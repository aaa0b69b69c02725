-- Safe to repeat: what is there stays.
set client_min_messages = warning;

create table if not exists predictions (
  symbol text not null,
  price integer not null,
  created_at timestamptz not null default now()
) partition by range (created_at);

create index if not exists predictions_symbol_date on predictions (symbol, created_at desc);

-- This year's partition and the next one's.
select format('create table if not exists predictions_%s partition of predictions for values from (%L) to (%L)',
  year, make_date(year, 1, 1), make_date(year + 1, 1, 1))
from generate_series(extract(year from now())::int, extract(year from now())::int + 1) as year
\gexec
