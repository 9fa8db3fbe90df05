import { sql } from 'kysely'
import type { ModelReport, RecommendationStatus } from '#contract/recommendations'
import type { Clickhouse } from '#platform/clickhouse'
import { describeReason } from '#platform/http'
import type { Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { RecommendationDeps } from '../recommendation-deps.ts'

const days = 28

/** The model in use with its report, earlier ones, the training under way, what the catalogue lacks and what was clicked. */
export async function readStatus(
  deps: RecommendationDeps & { ch: Clickhouse },
  workspaceId: string,
  locale: Locale,
): Promise<RecommendationStatus> {
  const { clock, ch, db } = deps
  const told = await inWorkspace(db, workspaceId, async (tx) => ({
    // Before what it writes: once it is over, what is read after it is what it wrote.
    ...(await readJob(tx, workspaceId, locale)),
    ...(await readVersions(tx, workspaceId)),
    catalogue: await countCatalogue(tx, workspaceId),
  }))
  const clicks = await ch.forWorkspace(workspaceId).query<RecommendationStatus['clicks'][number]>(
    `SELECT JSONExtractString(properties, 'recommendation') AS kind, toUInt32(countIf(event = 'Product Clicked')) AS clicks,
      toUInt32(uniqExactIf(customer_id, event = 'Product Clicked')) AS people, toUInt32(countIf(event = 'Product List Viewed')) AS shown
    FROM events WHERE workspace_id = {workspace_id:UUID} AND event IN ('Product Clicked', 'Product List Viewed') AND occurred_at >= parseDateTime64BestEffort({from:String}, 3, 'UTC')
      AND kind != '' GROUP BY kind ORDER BY clicks DESC, shown DESC, kind LIMIT 10`,
    {
      from: clock
        .now()
        .subtract({ hours: 24 * days })
        .toString(),
    },
    { urgent: true },
  )
  return { ...told, clicks }
}

type Version = {
  versionId: string
  trainedAt: Date
  isCurrent: boolean
  found: number | null
  report: ModelReport | null
}

async function readVersions(tx: Tx, workspaceId: string): Promise<Pick<RecommendationStatus, 'current' | 'versions'>> {
  const { rows } = await sql<Version>`
    select version_id as "versionId", trained_at as "trainedAt", is_current as "isCurrent",
      case when (report #>> '{tasks,new,models,blend,users}')::int > 0
        then (report #>> '{tasks,new,models,blend,reached}')::float8 / (report #>> '{tasks,new,models,blend,users}')::int end as found,
      case when is_current then report end as report
    from recommendation_models where workspace_id = ${workspaceId} order by trained_at desc limit 10`.execute(tx)
  const versions = rows.map(({ versionId, trainedAt, isCurrent, found }) => ({
    versionId,
    trainedAt: trainedAt.toISOString(),
    isCurrent,
    found,
  }))
  const current = rows.find(({ isCurrent }) => isCurrent)
  if (!current?.report) return { current: null, versions }
  const { versionId, trainedAt, report } = current
  return { current: { versionId, trainedAt: trainedAt.toISOString(), report }, versions }
}

async function readJob(
  tx: Tx,
  workspaceId: string,
  locale: Locale,
): Promise<Pick<RecommendationStatus, 'job' | 'problem'>> {
  const { rows } = await sql<{ jobId: string; status: string; error: { reason: string; message: string } | null }>`
    select job_id as "jobId", status, error from jobs where workspace_id = ${workspaceId} and kind = 'recommendation'
    order by created_at desc limit 1`.execute(tx)
  const [job] = rows
  if (job?.status === 'queued' || job?.status === 'running')
    return { job: { jobId: job.jobId, status: job.status }, problem: null }
  const error = job?.status === 'failed' ? job.error : null
  return { job: null, problem: error ? describeReason(locale, error.reason, {}, error.message) : null }
}

async function countCatalogue(tx: Tx, workspaceId: string): Promise<RecommendationStatus['catalogue']> {
  const { rows } = await sql<RecommendationStatus['catalogue']>`
    select count(*)::int as products, count(*) filter (where name is null)::int as "withoutName",
      count(*) filter (where category is null)::int as "withoutCategory", count(*) filter (where image_url is null)::int as "withoutImage",
      count(*) filter (where url is null)::int as "withoutUrl", count(*) filter (where price_minor is null)::int as "withoutPrice",
      count(*) filter (where not in_stock)::int as "outOfStock",
      count(*) filter (where coalesce(replenishable, learnt_replenishable))::int as replenishable
    from products where workspace_id = ${workspaceId}`.execute(tx)
  const [counts] = rows
  if (!counts) throw new Error('A count has a row')
  return counts
}
