import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Db } from '#platform/postgres'

export type RecommendationDeps = { db: Db; clock: Clock }

export type TrainingDeps = RecommendationDeps & { ch: Clickhouse; jobs: Jobs }
