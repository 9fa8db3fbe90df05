import { beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { checkLedger, joinProgramme, moveLoyalty, readMember } from './index.ts'
import { welcomeMember } from './serving/welcome-member.ts'
import { openProgramme } from './testing/open-programme.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db

beforeAll(async () => {
  db = (await testDb()).db
})

const rules = {
  earn: [{ id: 'hello', points: 50, when: 'sign_up' }],
  stamps: { required: 10, welcome: 2 },
  memberDailyCap: 1000,
}
const welcomed = { available: 50, lifetime: 50, stamps: 2 }

test('whoever is a member has what the programme begins with, once', async () => {
  const { deps, place } = await openProgramme(db, clock, rules)
  const join = () => joinProgramme(deps, place, { reference: 'a' })
  const all = await Promise.all([join(), join(), join()])
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(await readMember(deps, place, all[0]?.memberId ?? '')).toMatchObject(welcomed)
  await welcomeMember(deps, place, all[0]?.memberId ?? '')
  expect(await readMember(deps, place, all[0]?.memberId ?? '')).toMatchObject(welcomed)
  expect((await checkLedger(db, place.workspaceId)).filter(({ broken }) => broken > 0)).toEqual([])
})

test('who is to be welcomed later is welcomed by a worker when the server that promised it has ended', async () => {
  const { deps, place } = await openProgramme(db, clock, rules)
  const { memberId } = await joinProgramme(deps, place, { reference: 'a', welcomesLater: true })
  await moveLoyalty(deps)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 0, stamps: 0 })
  clock.advance({ minutes: 1 })
  await moveLoyalty(deps)
  expect(await readMember(deps, place, memberId)).toMatchObject(welcomed)
  await Promise.all([moveLoyalty(deps), welcomeMember(deps, place, memberId)])
  expect(await readMember(deps, place, memberId)).toMatchObject(welcomed)
})
