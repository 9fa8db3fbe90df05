-- Customers in blocks of 2,048 neighbours, and how often anything that is counted of a block has changed. Sums kept of a block
-- are right as long as this number is the one they were counted at. It only ever grows, through rebuilds too.
CREATE TABLE customer_blocks (
  workspace_id UUID,
  block UInt32,
  changes SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, block)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW customer_blocks_feed TO customer_blocks AS
SELECT workspace_id, toUInt32(intDiv(customer, 2048)) AS block, count() AS changes FROM sales GROUP BY workspace_id, block;

INSERT INTO customer_blocks SELECT workspace_id, toUInt32(intDiv(customer, 2048)) AS block, 1 FROM customer_totals GROUP BY workspace_id, block;

-- What a block of customers adds to the answer of a question, counted when it was first asked after a change.
CREATE TABLE block_sums (
  workspace_id UUID,
  question String,
  block UInt32,
  version UInt64,
  keys Array(UInt64) CODEC(Delta, LZ4),
  sums Array(Array(Int64)) CODEC(LZ4),
  counted_on Date DEFAULT today()
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, question, block)
TTL counted_on + INTERVAL 8 DAY
SETTINGS index_granularity = 64;
