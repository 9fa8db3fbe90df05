-- What is known of each person, told by the projector whenever it changes; the highest version counts. `person_id` is who they
-- are now: themselves, or the customer they were joined to, under whose name their events are read.
CREATE TABLE customer_profiles (
  workspace_id UUID,
  customer_id UUID,
  person_id UUID,
  customer UInt32,
  version UInt64,
  first_seen_at DateTime64(3, 'UTC'),
  traits String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, customer_id)
SETTINGS non_replicated_deduplication_window = 10000;
