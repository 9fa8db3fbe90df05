import type { PredictionReport } from '#contract/predictions'
import type { Frame } from '#models/frame'
import { appendCustomerEvents, type BandChange, forgetScores, type ScoreBlock, writeScores } from '#modules/customers'
import { silenceWindow } from '#modules/metrics'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Log } from '#platform/log'
import { type Db, inWorkspace } from '#platform/postgres'
import { openThread, runInThread } from '#platform/threads'
import { hourOf } from './learning/best-hour.ts'
import { buffersOf, type Histories } from './learning/histories.ts'
import type { LearntShop } from './learning/learn-thread.ts'
import type { ScoredChunk, ScoreOrder } from './learning/score-thread.ts'
import { chooseHorizon, learningRanges, scoringRanges } from './plan-run.ts'
import { findErased } from './queries/find-erased.ts'
import { type Range, readHistories, readRecentRefunds } from './queries/read-histories.ts'
import { readShop, type Shop } from './queries/read-shop.ts'
import { createSums } from './sum-scores.ts'
import { keepVersion, listVersions } from './versions.repo.ts'
import { watchDrift } from './watch-drift.ts'

export type PredictionDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}

type Tracked = { signal?: AbortSignal; progress?: (at: { done: number; total: number }) => void }

const learnModule = new URL('./learning/learn-thread.ts', import.meta.url)
const scoreModule = new URL('./learning/score-thread.ts', import.meta.url)

/**
 * Learns a shop, tests what was learnt on its own past, scores every customer and keeps the version with its report. Threads
 * compute; customers are read, scored and written some thousands at a time. Safe to repeat: `versionId` names the run.
 */
export async function runPredictions(
  deps: PredictionDeps,
  workspaceId: string,
  versionId: string,
  { signal, progress = () => {} }: Tracked = {},
): Promise<PredictionReport> {
  const { db, ch, clock, log } = deps
  const reader = ch.forWorkspace(workspaceId)
  const stop = signal ? { signal } : {}
  const began = performance.now()
  const shop = await readShop(db, clock, reader, workspaceId)
  const { days: windowDays } = await silenceWindow({ db, ch, clock, log }, workspaceId)
  const asOf = dayNumber(shop.asOf)
  const historyDays = shop.firstDay === null ? 0 : asOf - dayNumber(shop.firstDay)
  const horizon = chooseHorizon(windowDays, historyDays)
  const ranges = scoringRanges(shop.top)
  // Learning is reckoned as long as scoring a fifth of everybody, and at least as four chunks.
  const learning = Math.max(4, Math.ceil(ranges.length / 5))
  const total = learning + ranges.length
  progress({ done: 0, total })
  const sample = await readHistories(reader, { ...shop, ranges: learningRanges(shop) }, signal)
  const learntFrom = sample.customers.length
  const hasRead = performance.now()
  const learnt = await runInThread<LearntShop>(
    learnModule,
    {
      histories: sample,
      firstDay: shop.firstDay === null ? asOf : dayNumber(shop.firstDay),
      asOf,
      horizon,
      window: windowDays,
    },
    {
      ...stop,
      transfer: buffersOf(sample),
      onProgress: (told) => progress({ done: learning * ((told as { done: number }).done / 4), total }),
    },
  )
  const hasLearnt = performance.now()
  const run: Run = { deps, workspaceId, versionId, shop, hasFormer: await hasFormer(db, workspaceId, versionId) }
  const refunds = await readRecentRefunds(reader, shop, signal)
  const readToScore = async (range: Range) => {
    const without = await findErased(db, workspaceId, range)
    return await readHistories(reader, { ...shop, ranges: [range], refunds, without }, signal)
  }
  const scored = await scoreAll(run, learnt, ranges, readToScore, {
    ...stop,
    onChunk: (done) => progress({ done: learning + done, total }),
  })
  const ended = performance.now()
  const seconds = (from: number, to: number) => Math.round((to - from) / 10) / 100
  const report: PredictionReport = {
    ...learnt.report,
    asOf: shop.asOf,
    horizonDays: horizon,
    windowDays,
    historyDays,
    customers: scored.customers,
    learntFrom,
    bands: scored.bands,
    gone: scored.gone,
    changed: scored.changed,
    drift: watchDrift(learnt.fitted?.reference.learntFrom ?? null, scored.samples),
    clv: scored.clv,
    worth: learnt.fitted && {
      valueFrom: { top: Math.round(learnt.fitted.valueFrom.top), middle: Math.round(learnt.fitted.valueFrom.middle) },
      averageMargin: learnt.fitted.averageMargin,
      cells: scored.cells,
    },
    bestHour: learnt.hours ? hourOf(learnt.hours) : null,
    seconds: {
      read: seconds(began, hasRead),
      learn: seconds(hasRead, hasLearnt),
      score: seconds(hasLearnt, ended),
      ...scored.seconds,
      total: seconds(began, ended),
    },
  }
  await inWorkspace(db, workspaceId, (tx) =>
    keepVersion(tx, workspaceId, { versionId, scoredOn: shop.today, finishedAt: clock.now().toString(), report }),
  )
  deps.onWritten(workspaceId)
  return report
}

type Run = { deps: PredictionDeps; workspaceId: string; versionId: string; shop: Shop; hasFormer: boolean }

async function scoreAll(
  run: Run,
  { fitted, hours }: LearntShop,
  ranges: Range[],
  read: (range: Range) => Promise<Histories>,
  { signal, onChunk }: { signal?: AbortSignal; onChunk: (done: number) => void },
) {
  const { deps, workspaceId } = run
  const sums = createSums()
  const samples: Frame[] = []
  const changed = { up: 0, down: 0 }
  if (fitted === null) {
    // What an earlier run foretold of a shop that now tells nothing must not stand.
    await inWorkspace(deps.db, workspaceId, (tx) => forgetScores(tx, workspaceId))
  } else {
    const scorer = openThread<ScoreOrder, ScoredChunk>(scoreModule)
    // Rows to compare with are not needed for scoring.
    const plain = { ...fitted, reference: { ...fitted.reference, learntFrom: null } }
    const version = deps.clock.now().epochMilliseconds
    const shop = { fitted: plain, hours, workspaceId, week: mondayOf(run.shop.today), version }
    const write = async (chunk: ScoredChunk, done: number): Promise<void> => {
      sums.add(chunk)
      samples.push(chunk.sample)
      for (const { from, to } of await writeChunk(run, chunk)) changed[isUp(from, to) ? 'up' : 'down']++
      onChunk(done)
    }
    try {
      // While one chunk is scored the next is read and the one before written.
      let [next, written] = [readFirst(ranges, read), Promise.resolve()]
      for (const [i, range] of ranges.entries()) {
        signal?.throwIfAborted()
        const histories = await next
        next = readFirst(ranges.slice(i + 1), read)
        next?.catch(() => {})
        if (histories === undefined) break
        const transfer = buffersOf(histories)
        const chunk = await scorer.ask({ histories, range, ...(i === 0 ? { shop } : {}) }, { signal, transfer })
        await written
        written = write(chunk, i + 1)
        written.catch(() => {})
      }
      await written
    } finally {
      await scorer.close()
    }
  }
  return {
    customers: sums.customers(),
    seconds: sums.seconds(),
    bands: sums.bands(),
    gone: sums.gone(),
    cells: sums.cells(),
    clv: sums.clv(),
    samples,
    changed,
  }
}

function readFirst(ranges: Range[], read: (range: Range) => Promise<Histories>): Promise<Histories> | undefined {
  const [first] = ranges
  return first && read(first)
}

/** Connections that write at the same time. */
const writers = 2

async function writeChunk(run: Run, chunk: ScoredChunk): Promise<BandChange[]> {
  const { deps, workspaceId, versionId, shop } = run
  const { db, ch, clock } = deps
  const changes: BandChange[] = []
  const write = (block: ScoreBlock): Promise<void> =>
    inWorkspace(db, workspaceId, async (tx) => {
      const changed = await writeScores(tx, workspaceId, { versionId, scoredOn: shop.today }, block)
      changes.push(...changed)
      // The first run says nothing new to anybody.
      if (run.hasFormer) await tellChanges(tx, run, changed)
    })
  // First, so that whoever is told of a change of band finds the new score there. Under a token of its own each time: by that of the time
  // before, whose rows may be old or lost, these would be refused; the newest of a week count.
  await ch.insertBytes('customer_scores', [chunk.weekRows], { token: newId() })
  for (let at = 0; at < chunk.blocks.length; at += writers)
    await Promise.all(chunk.blocks.slice(at, at + writers).map(write))
  return changes

  async function tellChanges(
    tx: Parameters<Parameters<typeof inWorkspace>[2]>[0],
    { versionId: id }: Run,
    changed: BandChange[],
  ) {
    await appendCustomerEvents(
      tx,
      clock,
      workspaceId,
      { kind: 'system' },
      changed.map(({ customerId, from, to, reasons, now, before }) => ({
        customerId,
        event: 'Risk Changed',
        properties: {
          from,
          to,
          reasons: reasons.filter(({ weight }) => weight > 0).map(({ kind }) => kind),
          ...now,
          ...Object.fromEntries(Object.entries(before).map(([name, value]) => [`${name}_before`, value])),
        },
        messageId: `risk:${id}:${customerId}`,
      })),
    )
  }
}

async function hasFormer(db: Db, workspaceId: string, versionId: string): Promise<boolean> {
  const former = await inWorkspace(db, workspaceId, (tx) => listVersions(tx, workspaceId, 2))
  return former.some((version) => version.versionId !== versionId && version.report.status !== 'waiting')
}

const order = ['low', 'medium', 'high']
const isUp = (from: string, to: string): boolean => order.indexOf(to) > order.indexOf(from)

function dayNumber(day: string): number {
  return Math.round(Date.parse(day) / 86_400_000)
}

function mondayOf(day: string): string {
  const date = Temporal.PlainDate.from(day)
  return date.subtract({ days: date.dayOfWeek - 1 }).toString()
}
