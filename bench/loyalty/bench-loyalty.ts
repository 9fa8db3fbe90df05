/**
 * The loyalty ledger at the till, at night and in trials of rules.
 * node bench/loyalty/bench-loyalty.ts [--members=5000] [--seconds=20] [--due=1000000] [--orders=1000000] [--write]
 */
import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { LoyaltyReplay } from '#contract/loyalty-reports'
import { postDue } from '#modules/loyalty'
import { analyzeTables } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, type Stand, timed } from '../harness/stand.ts'
import { usedApart } from '../harness/used-time.ts'
import { rawDeeds } from './raw-ledger.ts'
import { seedCustomers, seededMember, seedLots, seedMembers, seedOrders } from './seed-ledger.ts'
import type { TillOrder, TillResult } from './till-load.ts'

const options = benchOptions({ members: 5_000, seconds: 20, due: 1_000_000, orders: 1_000_000 })
const { members, seconds, due, orders } = options
const connections = 32
const n = (value: number): string => Math.round(value).toLocaleString('en')

/** A rule of every kind that a purchase asks. */
const rules = {
  earn: [
    { id: 'base', points: 1, perMinor: 100, carryRemainder: true },
    { id: 'latte', points: 2, perItemSku: 'latte' },
    { id: 'visit', points: 1, minMinor: 300 },
  ],
  multipliers: [
    { id: 'weekend', factor: 1.5, weekdays: ['sat', 'sun'] },
    { id: 'evening', factor: 2, from: '16:00', to: '18:00', perMemberPerDay: 1 },
    { id: 'gold', factor: 1.25, tiers: ['gold'] },
  ],
  memberDailyCap: 10_000,
  redeem: { points: 1, amountMinor: 5, maxPercent: 50 },
  expiry: { kind: 'months_clamped_end_of_day', n: 12, remindDays: 14 },
  tiers: {
    mode: 'rolling_status',
    months: 12,
    levels: [
      { id: 'green', min: 0 },
      { id: 'silver', min: 100 },
      { id: 'gold', min: 1000 },
    ],
  },
  rewards: [
    { id: 'coffee', cost: 50, voucherDays: 30 },
    { id: 'cake', cost: 120, stock: 100_000, perMember: 3 },
  ],
  birthday: { points: 50 },
  referral: { referrerPoints: 50, refereePoints: 25, minOrderMinor: 1000, pendingDays: 60 },
}

async function load(stand: Stand, order: Omit<TillOrder, 'url' | 'key'>): Promise<TillResult> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'till-load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ ...order, url: stand.regulars.url ?? '', key: stand.serverKey }))
  const result = JSON.parse(await text(child.stdout)) as TillResult
  process.stderr.write(`${order.run} ${order.what}: ${JSON.stringify(result)}\n`)
  return result
}

async function ask<T>({ regulars, serverKey }: Stand, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' }
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
  const answer = await fetch(`${regulars.url}/api/v1${path}`, init)
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

const makeProgramme = async (stand: Stand): Promise<string> =>
  (await ask<{ programmeId: string }>(stand, 'POST', '/loyalty/programmes', { name: 'Bench', rules })).programmeId

/** Customers who are members, with a hundred points each. */
async function seatMembers({ regulars: { db }, workspaceId }: Stand, programmeId: string): Promise<string[]> {
  const ends = Temporal.Now.instant().add({ hours: 24 * 300 })
  await seedMembers(db, { workspaceId, programmeId }, { from: 1, count: members, ends })
  await seedCustomers(db, workspaceId)
  await analyzeTables(db)
  return Array.from({ length: members }, (_, i) => seededMember(i + 1))
}

/** One by one, which the target was measured by, and as many to a commit as the product's tills share at most. */
const rawWays = [
  { together: 1, follows: false, name: 'a statement and a commit each', target: '≥ 0.3' },
  {
    together: 1,
    follows: true,
    name: 'a statement and a commit each, then what a worker writes of them',
    target: '≥ 0.3',
  },
  { together: 16, follows: false, name: 'sixteen operations to a commit', target: '' },
  { together: 16, follows: true, name: 'sixteen to a commit, then what a worker writes of them', target: '' },
]

const till = await onStand('all', async (stand) => {
  const programmeId = await makeProgramme(stand)
  const ids = await seatMembers(stand, programmeId)
  const common = { programmeId, members: ids, connections }
  await load(stand, { ...common, run: 'warm', what: 'serve', seconds: 5, rate: 0 })
  const before = usedApart()
  const full = await load(stand, { ...common, run: 'full', what: 'serve', seconds, rate: 0 })
  const after = usedApart()
  const each = (seconds: number): number => seconds / full.done
  const used = {
    tills: each(full.used),
    product: each(after.own - before.own),
    postgres: each(after.postgres - before.postgres),
    clickhouse: each(after.clickhouse - before.clickhouse),
  }
  const loadThen = loadavg()[0] ?? 0
  const steady = await load(stand, { ...common, run: 'steady', what: 'serve', seconds, rate: 200 })
  const quote = await load(stand, { ...common, run: 'quote', what: 'quote', seconds, rate: 100 })
  const rich = ids[0] ?? ''
  await seedLots(stand.regulars.db, { workspaceId: stand.workspaceId, programmeId }, rich, 10_000)
  const times: number[] = []
  for (let i = 0; i < 200; i++)
    times.push(await timed(() => ask(stand, 'GET', `/loyalty/programmes/${programmeId}/members/${rich}`)))
  times.sort((a, b) => a - b)
  const rawOrder = { members, seconds: Math.min(10, seconds), connections }
  const raw = []
  for (const way of rawWays)
    raw.push({ ...way, ...(await rawDeeds(stand.regulars.engines.databaseUrl, { ...rawOrder, ...way })) })
  return { full, steady, quote, balance: { p50: times[100] ?? 0, p99: times[198] ?? 0 }, raw, used, loadThen }
})

const night = await onStand('web', async (stand) => {
  const { regulars, workspaceId } = stand
  const programmeId = await makeProgramme(stand)
  const where = { workspaceId, programmeId }
  const ids = await seatMembers(stand, programmeId)
  const ends = Temporal.Now.instant()
  const last = members + due
  for (let from = members + 1; from <= last; from += 100_000)
    await seedMembers(regulars.db, where, { from, count: Math.min(100_000, last - from + 1), ends })
  await analyzeTables(regulars.db)
  const before = await load(stand, {
    programmeId,
    members: ids,
    connections,
    run: 'alone',
    what: 'serve',
    seconds: 10,
    rate: 50,
  })
  let isOver = false
  const tills = (async () => {
    const all: TillResult[] = []
    for (let run = 0; !isOver; run++)
      all.push(
        await load(stand, {
          programmeId,
          members: ids,
          connections,
          run: `night${run}`,
          what: 'serve',
          seconds: 10,
          rate: 50,
        }),
      )
    return all
  })()
  const postedMs = await timed(() =>
    postDue({ db: regulars.db, clock: regulars.clock, onWritten: () => {} }, workspaceId),
  )
  isOver = true
  const during = await tills
  return { postedMs, before, during, loadThen: loadavg()[0] ?? 0 }
})

const trial = await onStand('all', async (stand) => {
  const { regulars, workspaceId } = stand
  const programmeId = await makeProgramme(stand)
  await seedOrders(
    regulars.db,
    { workspaceId, programmeId },
    { orders, customers: Math.max(1, Math.floor(orders / 12)) },
  )
  await analyzeTables(regulars.db)
  const proposed = { ...rules, earn: rules.earn.map((rule) => ({ ...rule, points: rule.points * 2 })) }
  let replay: LoyaltyReplay | undefined
  const ms = await timed(async () => {
    replay = await ask<LoyaltyReplay>(stand, 'POST', `/loyalty/programmes/${programmeId}/replays`, { rules: proposed })
    while (replay.status === 'waiting') {
      await new Promise((resolve) => setTimeout(resolve, 250))
      replay = await ask<LoyaltyReplay>(stand, 'GET', `/loyalty/programmes/${programmeId}/replays/${replay.replayId}`)
    }
  })
  if (replay?.status !== 'done') throw new Error(`The trial ended as ${replay?.status}`)
  return { ms, orders: replay.result?.orders ?? 0 }
})

const us = (seconds: number): string => n(seconds * 1e6)
const { used } = till
const usedInAll = used.tills + used.product + used.postgres + used.clickhouse
const p99 = Math.max(...night.during.map((one) => one.p99))
tellSection(options, 'loyalty', [
  '## Loyalty',
  '',
  `Web server and worker in one process, ${connections} connections of tills in another, ${n(members)} members; three of four requests earn by rules of every kind (money, products, visits, multipliers, a cap, tiers over 12 months, rewards, referrals), the fourth pays with points. Every answer comes after the commit. Raw: the rows of the same operations, as long as the product's, by the same role into tables with the same indexes, checks, row-level security and trigger; what a worker writes a moment later are the chain, the timeline and the profile. Load average: ${till.loadThen.toFixed(1)} at the till, ${night.loadThen.toFixed(1)} at night.`,
  '',
  '| what | measured | target |',
  '| --- | ---: | ---: |',
  `| earn and redeem over HTTP, a second | ${n(till.full.perSecond)} | ≥ 500 |`,
  `| processor for each, µs: tills · product · PostgreSQL · ClickHouse | ${[used.tills, used.product, used.postgres, used.clickhouse].map(us).join(' · ')} | |`,
  `| at 200 a second, p50 · p99, ms | ${till.steady.p50} · ${till.steady.p99} | p99 ≤ 150 |`,
  ...till.raw.flatMap(({ name, target, perSecond, loop, postgres }) => [
    `| raw PostgreSQL, ${name}, a second (processor for each, µs: loop · PostgreSQL) | ${n(perSecond)} (${us(loop)} · ${us(postgres)}) | |`,
    `| tills as a share of raw PostgreSQL (${name}) · by processor time | ${(till.full.perSecond / perSecond).toFixed(2)} · ${((loop + postgres) / usedInAll).toFixed(2)} | ${target} |`,
  ]),
  `| quote at 100 a second, p50 · p99, ms | ${till.quote.p50} · ${till.quote.p99} | p99 ≤ 30 |`,
  `| a member with 10,000 lots, p50 · p99, ms | ${till.balance.p50.toFixed(1)} · ${till.balance.p99.toFixed(1)} | ≤ 10 |`,
  `| expiry and tier of ${n(due)} members posted, s | ${n(night.postedMs / 1000)} | ≤ 300 |`,
  `| tills meanwhile, 50 a second, p99, ms (alone ${night.before.p99}) | ${p99} | |`,
  `| trial of rules over ${n(trial.orders)} orders of 12 months, s | ${(trial.ms / 1000).toFixed(1)} | ≤ 60 |`,
])
