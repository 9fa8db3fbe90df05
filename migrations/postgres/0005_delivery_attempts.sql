-- Who last set about telling ClickHouse of a batch; null = nobody yet. A batch that still waits and has one may be there in part.
alter table event_batches add column attempt uuid;
