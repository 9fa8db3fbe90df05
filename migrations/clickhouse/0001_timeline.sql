-- Every event for ever, in the order a customer's page reads them.
CREATE TABLE events (
  workspace_id UUID,
  customer_id UUID,
  occurred_at DateTime64(3, 'UTC'),
  position UInt64,
  event LowCardinality(String),
  source LowCardinality(String),
  import_id Nullable(UUID),
  properties String CODEC(ZSTD(1))
) ENGINE = MergeTree
ORDER BY (workspace_id, customer_id, occurred_at, position)
SETTINGS non_replicated_deduplication_window = 10000;

-- One row per change of an order's worth. A correction is a row that takes back and a row that gives anew, so sums stay exact.
CREATE TABLE sales (
  workspace_id UUID,
  source LowCardinality(String),
  day Date,
  customer UInt32,
  order_id String,
  currency LowCardinality(String),
  ordered_at DateTime64(3, 'UTC'),
  orders Int32,
  revenue Int64,
  refunded Int64,
  cost Int64,
  costed_revenue Int64,
  items Int64
) ENGINE = MergeTree
ORDER BY (workspace_id, day, customer)
SETTINGS non_replicated_deduplication_window = 10000;

-- Who bought on a day, as a bitmap of customer numbers; the projector says who became active and who ceased to be (rare).
CREATE TABLE active_days (
  workspace_id UUID,
  source LowCardinality(String),
  day Date,
  customers AggregateFunction(groupBitmap, UInt32)
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, day, source)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW active_days_feed TO active_days AS
SELECT workspace_id, source, day, groupBitmapState(customer) AS customers
FROM sales WHERE orders > 0 GROUP BY workspace_id, source, day;

-- Orders and money by day, whoever bought: a few rows a day, so that sums by period never read `sales`.
CREATE TABLE daily_sales (
  workspace_id UUID,
  day Date,
  source LowCardinality(String),
  currency LowCardinality(String),
  orders Int64,
  revenue Int64,
  refunded Int64
) ENGINE = SummingMergeTree
ORDER BY (workspace_id, day, source, currency)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW daily_sales_feed TO daily_sales AS
SELECT workspace_id, day, source, currency,
  sum(sales.orders) AS orders, sum(sales.revenue) AS revenue, sum(sales.refunded) AS refunded
FROM sales GROUP BY workspace_id, day, source, currency;

-- By customer first, so that the months of one customer lie together: money questions fold them without a join.
-- `visits` has a bit for each day of the month on which they bought (bit 0 is the 1st).
CREATE TABLE customer_months (
  workspace_id UUID,
  month Date,
  customer UInt32,
  source LowCardinality(String),
  currency LowCardinality(String),
  orders SimpleAggregateFunction(sum, Int64),
  revenue SimpleAggregateFunction(sum, Int64),
  refunded SimpleAggregateFunction(sum, Int64),
  cost SimpleAggregateFunction(sum, Int64),
  costed_revenue SimpleAggregateFunction(sum, Int64),
  items SimpleAggregateFunction(sum, Int64),
  visits SimpleAggregateFunction(groupBitOr, UInt32)
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, customer, month, source, currency)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW customer_months_feed TO customer_months AS
SELECT workspace_id, toStartOfMonth(day) AS month, customer, source, currency,
  sum(sales.orders) AS orders, sum(sales.revenue) AS revenue, sum(sales.refunded) AS refunded,
  sum(sales.cost) AS cost, sum(sales.costed_revenue) AS costed_revenue, sum(sales.items) AS items,
  groupBitOr(if(sales.orders > 0, bitShiftLeft(toUInt32(1), toDayOfMonth(day) - 1), toUInt32(0))) AS visits
FROM sales GROUP BY workspace_id, month, customer, source, currency;

-- The days of one customer lie together: intervals, rhythm and windows of hours are read without touching `sales`.
CREATE TABLE customer_days (
  workspace_id UUID,
  customer UInt32,
  day Date,
  source LowCardinality(String),
  currency LowCardinality(String),
  orders SimpleAggregateFunction(sum, Int64),
  revenue SimpleAggregateFunction(sum, Int64),
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, customer, day, source, currency)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW customer_days_feed TO customer_days AS
SELECT workspace_id, customer, day, source, currency,
  sum(sales.orders) AS orders, sum(sales.revenue) AS revenue,
  -- A refund is a row of its own day and hour, and no visit.
  min(if(sales.orders > 0, ordered_at, toDateTime64('2149-06-06', 3, 'UTC'))) AS first_at,
  max(if(sales.orders > 0, ordered_at, toDateTime64(0, 3, 'UTC'))) AS last_at
FROM sales GROUP BY workspace_id, customer, day, source, currency;

CREATE TABLE customer_totals (
  workspace_id UUID,
  customer UInt32,
  source LowCardinality(String),
  currency LowCardinality(String),
  first_day SimpleAggregateFunction(min, Date),
  last_day SimpleAggregateFunction(max, Date),
  orders SimpleAggregateFunction(sum, Int64),
  revenue SimpleAggregateFunction(sum, Int64),
  refunded SimpleAggregateFunction(sum, Int64),
  cost SimpleAggregateFunction(sum, Int64),
  costed_revenue SimpleAggregateFunction(sum, Int64),
  items SimpleAggregateFunction(sum, Int64)
) ENGINE = AggregatingMergeTree
ORDER BY (workspace_id, customer, source, currency)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW customer_totals_feed TO customer_totals AS
SELECT workspace_id, customer, source, currency,
  min(if(sales.orders > 0, day, toDate('2149-06-06'))) AS first_day, max(if(sales.orders > 0, day, toDate('1970-01-01'))) AS last_day,
  sum(sales.orders) AS orders, sum(sales.revenue) AS revenue, sum(sales.refunded) AS refunded,
  sum(sales.cost) AS cost, sum(sales.costed_revenue) AS costed_revenue, sum(sales.items) AS items
FROM sales GROUP BY workspace_id, customer, source, currency;

-- Tall on purpose: "country = France" reads only those rows. A changed value is a row with -1 and a row with +1.
CREATE TABLE customer_traits (
  workspace_id UUID,
  trait LowCardinality(String),
  value String,
  customer UInt32,
  present Int64
) ENGINE = SummingMergeTree
ORDER BY (workspace_id, trait, value, customer)
SETTINGS non_replicated_deduplication_window = 10000;
