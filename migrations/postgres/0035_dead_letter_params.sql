-- What the detail of a dead letter names, so that it can be told in the reader's language.
alter table dead_letters add column params jsonb not null default '{}';
