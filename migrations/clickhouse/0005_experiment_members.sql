-- Who entered which experiment, told from PostgreSQL; the same row again changes nothing.
CREATE TABLE experiment_members (
  workspace_id UUID,
  experiment_id UUID,
  customer_id UUID,
  customer UInt32,
  arm UInt8,
  entered_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree
ORDER BY (workspace_id, experiment_id, customer_id)
SETTINGS non_replicated_deduplication_window = 10000;
