-- What each customer would most likely want next, as of the last training: the first products of what is recommended to them, best first.
-- Of a customer the highest version counts; without products it says that nothing is foretold of them any more.
CREATE TABLE next_products (
  workspace_id UUID,
  customer UInt32,
  version UInt64,
  products Array(String),
  -- as they are called, in the same order
  names Array(String),
  -- each once
  categories Array(String)
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, customer)
SETTINGS non_replicated_deduplication_window = 10000;
