const everyone = `SELECT customer, min(day) AS first, max(day) AS last, sum(s.orders) AS orders, sum(s.revenue) AS revenue
  FROM sales AS s WHERE workspace_id = {workspace_id:UUID} GROUP BY customer`

const months = `SELECT customer, toStartOfMonth(day) AS month, sum(s.revenue) AS revenue
  FROM sales AS s WHERE workspace_id = {workspace_id:UUID} GROUP BY customer, month HAVING sum(s.orders) > 0`

const quintiles = (column: string): string => `quantilesExact(0.2, 0.4, 0.6, 0.8)(${column})`

/** The heart of each report asked plainly of every sale: what the engine does without our tables and set operations. */
export const baselines: Record<string, string> = {
  retention: `SELECT month, count(), sum(before != 0), sum(revenue), sum(least(revenue, before))
    FROM (SELECT a.month AS month, a.revenue AS revenue, b.revenue AS before
      FROM (${months}) AS a LEFT JOIN (SELECT customer, addMonths(month, 1) AS month, revenue FROM (${months})) AS b
      ON a.customer = b.customer AND a.month = b.month) GROUP BY month`,
  cohorts: `SELECT first, month, count(), sum(revenue) FROM (${months}) AS m
    INNER JOIN (SELECT customer, toStartOfMonth(first) AS first FROM (${everyone})) AS e USING (customer) GROUP BY first, month`,
  survival: `SELECT last - first AS days, count() FROM (${everyone}) GROUP BY days`,
  sales: `SELECT month, count(), sum(revenue) FROM (${months}) GROUP BY month`,
  concentration: `SELECT arraySum(arraySlice(arrayReverseSort(groupArray(revenue)), 1, 100000)) FROM (${everyone})`,
  rfm: `SELECT ${quintiles('last')}, ${quintiles('orders')}, ${quintiles('revenue')} FROM (${everyone})`,
  lifecycle: `SELECT quantile(gap), count() FROM (
    SELECT customer, day - lagInFrame(day) OVER (PARTITION BY customer ORDER BY day) AS gap
    FROM (SELECT DISTINCT customer, day FROM sales WHERE workspace_id = {workspace_id:UUID}))`,
  value: `SELECT avg(revenue), quantileExact(0.5)(revenue), quantileExact(0.9)(revenue) FROM (${everyone})`,
}
