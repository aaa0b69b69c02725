-- Triggers, not the programs, notify: a row written by hand is seen like any other.
create function notify_note() returns trigger language plpgsql as $$
begin
  perform pg_notify('notes', json_build_object(
    'id', new.id, 'text', new.text, 'createdAt', new.created_at)::text);
  return null;
end
$$;

create trigger note_added after insert on notes
  for each row execute function notify_note();

create function notify_jobs() returns trigger language plpgsql as $$
begin
  perform pg_notify('jobs', '');
  return null;
end
$$;

create trigger jobs_added after insert on jobs
  for each statement execute function notify_jobs();
