-- What a batch carries is read back once, seconds later: packing half a megabyte took longer than writing it.
alter table event_batches
  alter column positions set storage external,
  alter column customer_ids set storage external,
  alter column pending set storage external;
