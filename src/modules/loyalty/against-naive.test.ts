import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import {
  checkLedger,
  earnPoints,
  moveLoyalty,
  postDue,
  readMember,
  refundOrder,
  spendPoints,
  transferPoints,
  verifyChain,
} from './index.ts'
import * as naive from './testing/naive-ledger.ts'
import { openProgramme, type TestProgramme, testSeal } from './testing/open-programme.ts'

const names = ['a', 'b', 'c']
const name = fc.constantFrom(...names)
const order = fc.integer({ min: 1, max: 2 }).map(String)
const points = fc.integer({ min: 1, max: 60 })
/** `broken`: the process died before the commit, and the caller sends it again. `twice`: the answer was lost. */
const fate = fc.constantFrom('once', 'once', 'twice', 'broken')
const deed = fc.oneof(
  fc.record({ is: fc.constant('earn' as const), who: name, order, amount: fc.integer({ min: 0, max: 9_999 }), fate }),
  fc.record({ is: fc.constant('spend' as const), who: name, points, fate }),
  fc.record({ is: fc.constant('transfer' as const), who: name, to: name, points, fate }),
  fc.record({ is: fc.constant('refund' as const), order, amount: fc.integer({ min: 0, max: 9_999 }), fate }),
  fc.record({ is: fc.constant('days' as const), days: fc.integer({ min: 1, max: 35 }), job: fc.boolean() }),
)
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

let db: Db
beforeAll(async () => {
  ;({ db } = await testDb())
})

const low = { id: 'low', min: 0 }
const high = { id: 'high', min: 8 }

const isRefusal = (error: unknown): boolean => typeof (error as { reason?: unknown }).reason === 'string'

/** The product does it; whether it was done. */
async function perform(
  { deps, place }: TestProgramme,
  ids: Map<string, string>,
  what: Deed,
  key: string,
): Promise<boolean> {
  const id = (who: string): string => ids.get(who) ?? ''
  const act = async (using = deps): Promise<unknown> => {
    if (what.is === 'earn')
      return await earnPoints(using, place, {
        memberId: id(what.who),
        order: `${what.who}${what.order}`,
        amountMinor: what.amount,
        key,
      })
    if (what.is === 'spend')
      return await spendPoints(using, place, { memberId: id(what.who), points: what.points, key })
    if (what.is === 'transfer')
      return await transferPoints(using, place, { fromId: id(what.who), toId: id(what.to), points: what.points, key })
    if (what.is === 'refund')
      return await refundOrder(using, place, { order: `a${what.order}`, amountMinor: what.amount, key })
    return what.job ? await postDue(using, place.workspaceId) : undefined
  }
  try {
    if (what.is !== 'days' && what.fate === 'broken')
      await act({ ...deps, db: dyingBeforeCommit(deps.db) }).catch(() => {})
    await act()
    if (what.is !== 'days' && what.fate === 'twice') await act()
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/** Everything is done and then nothing is kept, as when the process is killed. */
function dyingBeforeCommit(real: Db): Db {
  return new Proxy(real, {
    get(target, field) {
      if (field !== 'transaction') return Reflect.get(target, field) as unknown
      return () => ({
        execute: (work: (tx: unknown) => Promise<unknown>) =>
          target.transaction().execute(async (tx) => {
            await work(tx)
            throw new Error('killed before the commit')
          }),
      })
    },
  })
}

function imagine(model: naive.Naive, what: Deed): boolean {
  if (what.is === 'earn') {
    naive.earn(model, what.who, `${what.who}${what.order}`, what.amount)
    return true
  }
  if (what.is === 'spend') return naive.spend(model, what.who, what.points)
  if (what.is === 'transfer') return naive.transfer(model, what.who, what.to, what.points)
  if (what.is === 'refund') return naive.refund(model, `a${what.order}`, what.amount)
  naive.pass(model, what.days)
  return true
}

test(
  'whatever happens in whatever order, also twice or cut off, the ledger says what plain counting says',
  async () => {
    const seed = Number(process.env.LOYALTY_SEED ?? Math.floor(Math.random() * 2 ** 31))
    const numRuns = Number(process.env.LOYALTY_RUNS ?? 45)
    console.log(`loyalty model: LOYALTY_SEED=${seed} LOYALTY_RUNS=${numRuns}`)
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 16 }), async (deeds) => {
        const clock = fakeClock('2026-01-01T12:00:00Z')
        const rules = {
          earn: [
            { id: 'b', points: 1, perMinor: 100 },
            { id: 'c', points: 1, perMinor: 1000, gives: 'credits' },
          ],
          expiry: { kind: 'days_after', n: naive.lifeDays },
          tiers: { mode: 'credits', months: 1, levels: [low, high] },
        }
        const programme = await openProgramme(db, clock, rules, 'UTC')
        const ids = new Map<string, string>()
        for (const who of names) ids.set(who, await programme.member(who))
        const model = naive.newNaive()
        for (const [i, what] of deeds.entries()) {
          if (what.is === 'days') clock.advance({ hours: 24 * what.days })
          const expected = imagine(model, what)
          expect(await perform(programme, ids, what, `key-${i}`)).toBe(expected)
          // Reading is most of the time it takes; the last one always sees them all.
          if (i % 4 !== 3 && i < deeds.length - 1) continue
          for (const [who, id] of ids) {
            const { available, credits, tier } = await readMember(programme.deps, programme.place, id)
            const earned = naive.creditsOf(model, who)
            const held = { available: naive.available(model, who), credits: earned }
            expect({ who, available, credits, tier }).toEqual({
              who,
              ...held,
              tier: (earned < high.min ? low : high).id,
            })
          }
        }
        const broken = (await checkLedger(db, programme.place.workspaceId)).filter((rule) => rule.broken > 0)
        expect(broken).toEqual([])
      }),
      { seed, numRuns },
    )
    await moveLoyalty({ db, clock: fakeClock('2027-01-01T00:00:00Z'), seal: testSeal, onWritten: () => {} })
  },
  Math.max(600_000, Number(process.env.LOYALTY_RUNS ?? 0) * 2_000),
)

test('the chain of a busy ledger is whole', async () => {
  const clock = fakeClock('2026-01-01T12:00:00Z')
  const { deps, place, member } = await openProgramme(db, clock, { earn: [{ id: 'b', points: 1, perMinor: 100 }] })
  const memberId = await member('a')
  for (let i = 0; i < 20; i++) await earnPoints(deps, place, { memberId, order: `o${i}`, amountMinor: 1000 })
  await moveLoyalty(deps)
  expect(await verifyChain(deps, place.workspaceId)).toMatchObject({ transactions: 21, unsealed: 0, brokenAt: null })
})
