-- How likely each customer was to stay away, week by week (Monday): what segments and "since last week" read. Of one week the
-- highest version counts. Older than thirteen months is of no use to anybody.
CREATE TABLE customer_scores (
  workspace_id UUID,
  week Date,
  customer UInt32,
  version UInt64,
  band LowCardinality(String),
  risk Float32,
  alive Float32,
  clv_minor Int64,
  at_stake_minor Int64,
  next_visit_on Nullable(Date)
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, week, customer)
TTL week + INTERVAL 13 MONTH
SETTINGS non_replicated_deduplication_window = 10000;
