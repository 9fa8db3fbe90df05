/**
 * An experiment's result on a generated shop: `readResult` as the API calls it, median of five.
 * node bench/experiments/bench-experiments.ts [--members=1000000] [--events=10000000] [--write]
 */
import { sql } from 'kysely'
import { createExperiment, type ExperimentsDeps, readResult, startExperiment } from '#modules/experiments'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'

const options = benchOptions({ members: 1_000_000, events: 10_000_000 })
const { members, events } = options

const atOnce = 500_000
const rounds = 6
const figures: string[] = []
const told = {
  orders: 'bought at all',
  event: 'how often an event happened',
  property: 'the sum of a number in an event',
}

await onStand('web', async ({ regulars, workspaceId }) => {
  const { db, ch } = regulars
  const deps: ExperimentsDeps = {
    db,
    ch,
    clock: systemClock,
    log: silentLog,
    jobs: regulars.imports.jobs,
    onWritten: () => {},
    silenceDays: async () => 90,
  }
  const workspace = ch.forWorkspace(workspaceId)
  const idOf = (n: string) =>
    `toUUID(concat('0190', leftPad(lower(hex(toUInt32(${n}))), 12, '0'), '70008000', leftPad(lower(hex(toUInt32(${n}))), 8, '0')))`
  const fill = async (
    label: string,
    rows: number,
    statement: (from: number, count: number) => string,
  ): Promise<void> => {
    const ms = await timed(async () => {
      for (let from = 0; from < rows; from += atOnce)
        await workspace.command(statement(from, Math.min(atOnce, rows - from)))
    })
    process.stderr.write(`${label}: ${Math.round(ms)} ms\n`)
  }
  // One in twenty is joined to the one before.
  await fill(
    'profiles',
    members,
    (
      from,
      count,
    ) => `INSERT INTO customer_profiles SELECT {workspace_id:UUID}, ${idOf('number')}, ${idOf('if(number % 20 = 19, number - 1, number)')}, number + 1, 1,
      now() - INTERVAL 400 DAY, '{}' FROM numbers(${from}, ${count})`,
  )
  await fill(
    'events',
    events,
    (
      from,
      count,
    ) => `INSERT INTO events SELECT {workspace_id:UUID}, ${idOf(`cityHash64(number) % ${members}`)}, now() - toIntervalSecond(cityHash64(number, 1) % (120 * 86400)),
      number, if(number % 10 < 3, 'Order Completed', 'Product Viewed'), 'web', NULL, '{"product":"tea","price":12.5}' FROM numbers(${from}, ${count})`,
  )
  await fill(
    'sales',
    events,
    (
      from,
      count,
    ) => `INSERT INTO sales SELECT {workspace_id:UUID}, 'web', toDate(at), cityHash64(number) % ${members} + 1, toString(number), 'EUR', at, 1,
      500 + cityHash64(number, 2) % 5000, 0, 0, 0, 1
    FROM (SELECT number, now() - toIntervalSecond(cityHash64(number, 1) % (120 * 86400)) AS at FROM numbers(${from}, ${count}) WHERE number % 10 < 3)`,
  )
  for (const measure of ['orders', 'event', 'property'] as const) {
    const metric =
      measure === 'orders'
        ? ({ of: 'orders', measure: 'did' } as const)
        : measure === 'event'
          ? ({ of: 'event', event: 'Product Viewed', measure: 'count' } as const)
          : ({ of: 'event', event: 'Product Viewed', measure: 'sum', property: 'price' } as const)
    const { experimentId } = await createExperiment(
      deps,
      workspaceId,
      { kind: 'system' },
      {
        name: measure,
        audience: { kind: 'open' },
        arms: [
          { key: 'control', name: 'Control', share: 50, isControl: true },
          { key: 'card', name: 'Card', share: 50, isControl: false },
        ],
        goal: { metric, windowDays: 14 },
        historyDays: 28,
        days: 60,
      },
    )
    await startExperiment(deps, { workspaceId, actor: { kind: 'system' }, experimentId })
    await inWorkspace(db, workspaceId, async (tx) => {
      await sql`update experiments set started_at = now() - interval '40 days', ends_at = now() + interval '20 days'
        where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(tx)
      await sql`insert into experiment_members (workspace_id, experiment_id, customer_id, arm, entered_at, told)
        select ${workspaceId}, ${experimentId}, ('0190' || lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 8, '0'))::uuid, n % 2,
          now() - interval '40 days' + n % 10 * interval '1 day', true
        from generate_series(0, ${members - 1}) as n`.execute(tx)
    })
    await workspace.command(
      `INSERT INTO experiment_members SELECT {workspace_id:UUID}, {experiment:UUID}, ${idOf('number')}, number + 1, number % 2,
        now() - INTERVAL 40 DAY + toIntervalDay(number % 10) FROM numbers(${members})`,
      { experiment: experimentId },
    )
    const times: number[] = []
    const used = usedSeconds()
    for (let i = 0; i < rounds; i++) times.push(await timed(() => readResult(deps, workspaceId, experimentId)))
    const processorMs = Math.round((1000 * (usedSeconds() - used)) / rounds)
    const { state, people, mismatch } = await readResult(deps, workspaceId, experimentId)
    const line = {
      measure,
      ms: Math.round(median(times.slice(1))),
      processorMs,
      state,
      people,
      broken: mismatch.isBroken,
    }
    process.stderr.write(`${JSON.stringify(line)}\n`)
    figures.push(`| ${told[measure]} | ${line.ms} | ${processorMs} |`)
  }
  tellSection(options, 'experiments', [
    '## Experiments',
    '',
    `The result of an experiment with ${members.toLocaleString('en')} members in a shop of ${events.toLocaleString('en')} events, one customer in twenty joined to another: everything the page shows, with 28 days of history and money beside the goal.`,
    '',
    '| goal | ms | processor, engines included, ms |',
    '| --- | ---: | ---: |',
    ...figures,
  ])
})
