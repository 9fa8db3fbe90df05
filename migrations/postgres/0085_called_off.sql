-- Whoever queued it wants it no more, and that came to be known while a service had it in hand: where it is put off, it is over.
alter table messages add column called_off boolean not null default false;
