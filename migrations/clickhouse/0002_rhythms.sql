-- What is known of each customer's rhythm, told by the projector whenever they buy; the highest version counts.
-- A customer without a rhythm is never late (2149-06-06) and never came back (1970-01-01).
CREATE TABLE customer_rhythms (
  workspace_id UUID,
  customer UInt32,
  version UInt64,
  visits UInt32,
  late_from Date,
  came_back_on Date
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, customer)
SETTINGS non_replicated_deduplication_window = 10000;

-- Those who bought before there was this table, from the days on which they did, as version 0. Definitions: docs/metrics.md, “Rhythm”.
-- Only a return within 30 days is ever asked for, so older ones are not looked for.
INSERT INTO customer_rhythms
WITH
  (gaps, q) -> (arraySort(gaps)[toUInt32(floor((length(gaps) - 1) * q)) + 1]
    + (arraySort(gaps)[toUInt32(ceil((length(gaps) - 1) * q)) + 1] - arraySort(gaps)[toUInt32(floor((length(gaps) - 1) * q)) + 1])
    * ((length(gaps) - 1) * q - floor((length(gaps) - 1) * q))) AS quantile_of,
  gaps -> floor(greatest(1.5 * quantile_of(gaps, 0.5), quantile_of(gaps, 0.9), quantile_of(gaps, 0.5) + 2)) + 1 AS patience_of
SELECT workspace_id, customer, 0, visits,
  if(visits < 4, toDate('2149-06-06'), toDate(toUInt16(least(65535, days[-1] + patience_of(gaps))))) AS late_from,
  toDate(if(back = 0, 0, toUInt16(days[back + 1]))) AS came_back_on
FROM (
  SELECT workspace_id, customer, length(all_days) AS visits, arraySlice(all_days, -24) AS days, arrayPopFront(arrayDifference(days)) AS gaps,
    arrayFilter(i -> i >= 4 AND gaps[i] >= 4 AND days[i + 1] + 31 >= newest, arrayEnumerate(gaps)) AS returns,
    arrayLast(i -> gaps[i] >= patience_of(arraySlice(gaps, 1, i - 1)), returns) AS back
  FROM (
    SELECT workspace_id, customer, arraySort(groupUniqArray(toInt32(toUInt16(day)))) AS all_days
    FROM (SELECT workspace_id, customer, day FROM customer_days GROUP BY workspace_id, customer, day HAVING sum(orders) > 0)
    GROUP BY workspace_id, customer) AS people
  INNER JOIN (SELECT workspace_id, toInt32(toUInt16(max(day))) AS newest FROM active_days GROUP BY workspace_id) AS shops USING (workspace_id));
