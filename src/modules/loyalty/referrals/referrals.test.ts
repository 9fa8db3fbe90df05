import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { checkLedger, earnPoints, readMember, redeemPoints, referMember } from '../index.ts'
import { openProgramme, type TestProgramme } from '../testing/open-programme.ts'
import { decideReferral } from './decide-referral.ts'
import { listReferrals } from './list-referrals.ts'
import { type Known, sameThings } from './same-things.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
const rules = {
  earn: [{ id: 'base', points: 1, perMinor: 100 }],
  redeem: { points: 10, amountMinor: 100 },
  referral: { referrerPoints: 100, refereePoints: 50, minOrderMinor: 1000, pendingDays: 30, perWeek: 3 },
}
let db: Db
let shop: TestProgramme

beforeAll(async () => {
  ;({ db } = await testDb())
  shop = await openProgramme(db, clock, rules)
})

const pointsOf = async (name: string): Promise<number> =>
  (await readMember(shop.deps, shop.place, await shop.member(name))).available
const bring = async (referrer: string, referee: string): Promise<void> => {
  const [referrerId, refereeId] = [await shop.member(referrer), await shop.member(referee)]
  await referMember(shop.deps, shop.place, { referrerId, refereeId })
}
const buy = async (name: string, paidWith?: string) =>
  await earnPoints(shop.deps, shop.place, { memberId: await shop.member(name), amountMinor: 1000, paidWith })
const decide = async (referee: string, decision: 'approved' | 'declined' | 'undone'): Promise<void> => {
  const actor = { kind: 'person', actorId: newId() } as const
  await decideReferral(shop.deps, { ...shop.place, actor }, { refereeId: await shop.member(referee), decision })
}
const listed = async (show: 'waiting' | 'decided') =>
  (await listReferrals(shop.deps, shop.place, show)).map(({ doubts, decision }) => [doubts, decision?.decision ?? null])

test('a referral like any other is paid by itself; one whose two paid with one card waits and is decided once', async () => {
  await bring('anna', 'bela')
  expect((await buy('bela', 'card-of-bela')).referralPoints).toBe(50)
  await bring('anna', 'cili')
  await buy('anna', 'card-of-anna')
  expect((await buy('cili', 'card-of-anna')).referralPoints).toBe(0)
  expect(await listed('waiting')).toEqual([[['same_card'], null]])
  expect([await pointsOf('anna'), await pointsOf('cili')]).toEqual([110, 10])

  await decide('cili', 'approved')
  expect([await pointsOf('anna'), await pointsOf('cili')]).toEqual([210, 60])
  await expect(decide('cili', 'declined')).rejects.toMatchObject({ reason: 'referral_decided' })
  await decide('cili', 'undone')
  expect([await pointsOf('anna'), await pointsOf('cili')]).toEqual([110, 10])
  await expect(decide('cili', 'undone')).rejects.toMatchObject({ reason: 'referral_not_decided' })

  await decide('cili', 'declined')
  expect(await listed('decided')).toEqual([[['same_card'], 'declined']])
  await buy('cili')
  expect(await pointsOf('cili')).toBe(20)
  expect(await checkLedger(db, shop.place.workspaceId)).toSatisfy((all: { broken: number }[]) =>
    all.every(({ broken }) => broken === 0),
  )
})

test('what was paid is not taken back once something of it is spent', async () => {
  await bring('dora', 'elek')
  await buy('dora', 'card-of-dora')
  await buy('elek', 'card-of-dora')
  await decide('elek', 'approved')
  await redeemPoints(shop.deps, shop.place, { memberId: await shop.member('elek'), points: 60 })
  await expect(decide('elek', 'undone')).rejects.toMatchObject({ reason: 'spent_or_expired' })
  expect(await pointsOf('dora')).toBe(110)
})

test('more in a week than the rules allow wait; a blocked card brings nobody and earns nowhere', async () => {
  for (const name of ['f1', 'f2', 'f3', 'f4']) {
    await bring('feri', name)
    clock.advance({ minutes: 1 })
  }
  for (const name of ['f1', 'f2', 'f3', 'f4']) await buy(name)
  expect(await pointsOf('feri')).toBe(300)
  expect(await listed('waiting')).toEqual([[['too_many'], null]])
  await bring('gabi', 'hugo')
  const gabi = await shop.member('gabi')
  await inWorkspace(db, shop.place.workspaceId, (tx) =>
    sql`update loyalty_members set blocked_at = now() where workspace_id = ${shop.place.workspaceId} and member_id = ${gabi}`.execute(
      tx,
    ),
  )
  await buy('hugo')
  expect((await listed('waiting')).at(-1)).toEqual([['blocked'], null])
  await expect(buy('gabi')).rejects.toMatchObject({ code: 'forbidden', reason: 'member_blocked' })
})

describe('two members are taken for one person', () => {
  const nobody: Known = { devices: [], marks: [], emails: [], phones: [], addresses: [] }
  const cases: [string, Partial<Known>, Partial<Known>, string[]][] = [
    ['by one mailbox', { emails: ['an.na+x@gmail.com'] }, { emails: ['Anna@googlemail.com'] }, ['same_email']],
    ['not by one host', { emails: ['anna@a.example'] }, { emails: ['bela@a.example'] }, []],
    ['by one phone number', { phones: ['+36301234567'] }, { phones: ['+36301234567'] }, ['same_phone']],
    [
      'by one address, however it is written',
      { addresses: [{ street: 'Fő utca 5.', postalCode: 1011 }] },
      { addresses: ['FO UTCA 5, 1011'] },
      ['same_address'],
    ],
    ['not by a street without a house', { addresses: ['Fő utca'] }, { addresses: ['Fő utca'] }, []],
    ['by one phone in the hand', { devices: ['a', 'b'] }, { devices: ['b'] }, ['same_device']],
  ]
  test.each(cases)('%s', (_, a, b, doubts) => {
    expect(sameThings({ ...nobody, ...a }, { ...nobody, ...b })).toEqual(doubts)
  })
})
