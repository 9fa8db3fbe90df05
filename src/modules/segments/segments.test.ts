import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { InUse } from '#contract/in-use'
import type { ChangeSegmentList, Condition } from '#contract/segments'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { changeSegmentList } from './change-list.ts'
import { countSegments } from './count-segment.ts'
import { segmentsPersonalData } from './personal-data.ts'
import { previewSegment, readHistory, readMembers } from './read-members.ts'
import { actor, identify, openSegments, track } from './testing/shop.ts'
import { changeSegment, createSegment, deleteSegment, recountForetold, recountScored } from './write-segment.ts'

const { deps, clock, settle, openShop } = await openSegments('2026-03-02T10:00:00Z')

const ordered = (days: number): Condition => ({
  kind: 'event',
  event: 'Order Completed',
  count: { is: 'at_least', than: 1 },
  within: { lastSeconds: days * 86_400 },
})

test('somebody enters by what they do and leaves when its time is over; both stand on the timeline', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const { segmentId: recent } = await createSegment(deps, shop.workspaceId, actor, {
    name: 'Recent',
    definition: ordered(7),
  })
  // Not counted yet: nothing is known of days before.
  expect((await readHistory(deps, shop.workspaceId, recent)).days).toEqual([
    { day: '2026-03-02', members: 0, entered: 0, left: 0 },
  ])
  await settle()
  await shop.send([track('anna', 'Order Completed', '2026-03-02T09:00:00Z')])
  expect(await shop.members(recent)).toEqual(['anna'])
  await shop.at('2026-03-09T08:59:59Z')
  expect(await shop.members(recent)).toEqual(['anna'])
  await shop.at('2026-03-09T09:00:00Z')
  expect(await shop.members(recent)).toEqual([])
  const told = await shop.read(
    sql<{ event: string; at: Date }>`select event, occurred_at as at from event_log
      where body -> 'properties' ->> 'segment_id' = ${recent} order by position`,
  )
  expect(told.rows).toEqual([
    { event: 'Segment Entered', at: new Date('2026-03-02T10:00:00Z') },
    { event: 'Segment Left', at: new Date('2026-03-09T09:00:00Z') },
  ])
  const { days } = await readHistory(deps, shop.workspaceId, recent)
  expect(days[0]).toEqual({ day: '2026-03-02', members: 1, entered: 1, left: 0 })
  expect(days.at(-1)).toEqual({ day: '2026-03-09', members: 0, entered: 0, left: 1 })
})

test('days begin in the zone of the shop, also on the night the clocks change', async () => {
  const shop = await openShop({ timeZone: 'Europe/Budapest' })
  await shop.at('2026-03-28T12:00:00Z')
  await shop.send([identify('anna', { birthday: '1990-03-29' }, '2026-03-01T00:00:00Z')])
  const today = await shop.define({ kind: 'trait', path: 'birthday', test: { is: 'anniversary', from: 0, to: 0 } })
  expect(await shop.members(today)).toEqual([])
  await shop.at('2026-03-28T22:59:59Z')
  expect(await shop.members(today)).toEqual([])
  await shop.at('2026-03-28T23:00:00Z')
  expect(await shop.members(today)).toEqual(['anna'])
  // The 29th has 23 hours here.
  await shop.at('2026-03-29T21:59:59Z')
  expect(await shop.members(today)).toEqual(['anna'])
  await shop.at('2026-03-29T22:00:00Z')
  expect(await shop.members(today)).toEqual([])
})

test('a birthday of 29 February is kept on the 28th in other years', async () => {
  const shop = await openShop()
  await shop.at('2027-02-28T10:00:00Z')
  await shop.send([
    identify('leap', { birthday: '1996-02-29' }, '2026-03-01T00:00:00Z'),
    identify('eve', { birthday: '1996-02-28' }, '2026-03-01T00:00:00Z'),
    identify('before the epoch', { birthday: '1949-02-28' }, '2026-03-01T00:00:00Z'),
  ])
  const today = await shop.define({ kind: 'trait', path: 'birthday', test: { is: 'anniversary', from: 0, to: 0 } })
  expect(await shop.members(today)).toEqual(['before the epoch', 'eve', 'leap'])
  await shop.at('2028-02-28T10:00:00Z')
  expect(await shop.members(today)).toEqual(['before the epoch', 'eve'])
})

test('this month is that of the calendar asked for: it ends on another day, and people go in and out by it', async () => {
  const shop = await openShop({ timeZone: 'Asia/Tehran' })
  await shop.at('2026-03-20T10:00:00Z')
  await shop.send([
    track('anna', 'Order Completed', '2026-03-05T09:00:00Z'),
    track('esfand', 'Order Completed', '2026-02-20T09:00:00Z'),
    identify('born', { birthday: '1990-02-25' }, '2026-03-01T00:00:00Z'),
  ])
  const within = (calendar?: 'jalali'): Condition => ({
    kind: 'event',
    event: 'Order Completed',
    count: { is: 'at_least', than: 1 },
    within: { period: 'this_month', ...(calendar && { calendar }) },
  })
  const march = await shop.define(within())
  // Esfand 1404: from 20 February to 20 March.
  const esfand = await shop.define(within('jalali'))
  const birthdays = await shop.define({
    kind: 'trait',
    path: 'birthday',
    test: { is: 'anniversary_in', period: 'this_month', calendar: 'jalali' },
  })
  expect(await shop.members(march)).toEqual(['anna'])
  expect(await shop.members(esfand)).toEqual(['anna', 'esfand'])
  expect(await shop.members(birthdays)).toEqual(['born'])
  await shop.at('2026-03-20T20:29:59Z')
  expect(await shop.members(esfand)).toEqual(['anna', 'esfand'])
  // The new year begins at midnight in Tehran.
  await shop.at('2026-03-20T20:30:00Z')
  expect(await shop.members(esfand)).toEqual([])
  expect(await shop.members(birthdays)).toEqual([])
  expect(await shop.members(march)).toEqual(['anna'])
})

test('who turns out to be somebody else brings what they did along', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const looked = await shop.define({ kind: 'event', event: 'Product Viewed', count: { is: 'at_least', than: 2 } })
  const view = (messageId: string, who: { userId: string } | { anonymousId: string }) => ({
    messageId,
    occurredAt: '2026-03-02T09:00:00Z',
    source: 'test',
    body: { type: 'track' as const, event: 'Product Viewed', ...who },
  })
  await shop.send([view('v1', { anonymousId: 'browser' }), view('v2', { userId: 'anna' })])
  expect(await shop.members(looked)).toEqual([])
  await shop.send([
    {
      messageId: 'join',
      occurredAt: '2026-03-02T09:30:00Z',
      source: 'test',
      body: { type: 'identify', userId: 'anna', anonymousId: 'browser', traits: {} },
    },
  ])
  expect(await shop.members(looked)).toEqual(['anna'])
})

test('a segment that asks for another follows it, also when that one is defined anew', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([
    identify('anna', { city: 'Eger', plan: 'pro' }, '2026-03-01T00:00:00Z'),
    identify('béla', { city: 'Pécs', plan: 'pro' }, '2026-03-01T00:00:00Z'),
  ])
  const paying = await shop.define({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  const local = await shop.define({
    kind: 'all',
    of: [
      { kind: 'in_segment', segmentId: paying },
      { kind: 'trait', path: 'city', test: { is: 'equal', value: 'Eger' } },
    ],
  })
  expect(await shop.members(local)).toEqual(['anna'])
  await changeSegment(deps, shop.workspaceId, actor, paying, {
    definition: { kind: 'trait', path: 'plan', test: { is: 'equal', value: 'team' } },
  })
  await settle()
  expect(await shop.members(local)).toEqual([])
  await shop.send([identify('anna', { plan: 'team' }, '2026-03-02T09:00:00Z')])
  expect(await shop.members(local)).toEqual(['anna'])
  await expect(deleteSegment(deps, shop.workspaceId, actor, paying)).rejects.toMatchObject({ reason: 'segment_in_use' })
  // Neither while something else is at work with it.
  const other = await shop.define(null)
  const journey: InUse = { kind: 'journey', id: other, name: 'A journey' }
  const used = { ...deps, usedBy: [async () => [journey]] }
  await expect(deleteSegment(used, shop.workspaceId, actor, other)).rejects.toMatchObject({
    reason: 'segment_in_use',
    details: { names: 'A journey', usedBy: [journey] },
  })
  const circle: Condition = { kind: 'in_segment', segmentId: local }
  await expect(changeSegment(deps, shop.workspaceId, actor, paying, { definition: circle })).rejects.toMatchObject({
    reason: 'segment_in_itself',
  })
})

test('a night that changes scores changes who is in the segments that ask for them, and tells it', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([identify('anna', {}, '2026-03-01T00:00:00Z'), identify('béla', {}, '2026-03-01T00:00:00Z')])
  const score = async (version: number, anna: number, béla: number): Promise<void> => {
    const rows = [anna, béla].map((risk, i) => ({
      workspace_id: shop.workspaceId,
      week: '2026-03-02',
      customer: i + 1,
      version,
      band: risk > 0.5 ? 'high' : 'low',
      risk,
      alive: 1 - risk,
      clv_minor: 100,
      at_stake_minor: 10,
      clv_low_minor: i === 0 ? 90 : 10,
      clv_high_minor: 300,
      next_visit_on: i === 0 ? '2026-03-05' : null,
    }))
    const before = rows.map((row, i) => ({
      ...row,
      week: '2026-02-23',
      risk: 0.3,
      alive: 0.7,
      clv_minor: i === 0 ? 160 : 100,
      next_visit_on: '2026-03-01',
    }))
    await deps.ch.insert('customer_scores', [...rows, ...before], { token: `${shop.workspaceId} ${version}` })
    await recountScored(deps, shop.workspaceId)
    await settle()
  }
  const high = await shop.define({ kind: 'risk', bands: ['high'] })
  const other = await shop.define({ kind: 'not', of: { kind: 'in_segment', segmentId: high } })
  const above = await shop.define({ kind: 'score', score: 'risk', count: { is: 'at_least', than: 0.3 } })
  const rising = await shop.define({ kind: 'score', score: 'risk_rise', count: { is: 'at_least', than: 0.05 } })
  const surely = await shop.define({ kind: 'score', score: 'clv_low', count: { is: 'at_least', than: 50 } })
  const soon = await shop.define({ kind: 'score', score: 'next_visit', count: { is: 'at_most', than: 3 } })
  const fallen = (['alive_fall', 'clv_fall', 'next_visit_later'] as const).map((score, i) =>
    shop.define({ kind: 'score', score, count: { is: 'at_least', than: [0.05, 50, 4][i] ?? 0 } }),
  )
  expect(await shop.members(high)).toEqual([])
  await score(1, 0.9, 0.1)
  expect([await shop.members(high), await shop.members(other)]).toEqual([['anna'], ['béla']])
  // béla stays in his band: nothing on the timeline says that his score moved.
  await score(2, 0.2, 0.4)
  expect([await shop.members(high), await shop.members(above)]).toEqual([[], ['béla']])
  expect([await shop.members(rising), await shop.members(soon)]).toEqual([['béla'], ['anna']])
  expect(await shop.members(surely)).toEqual(['anna'])
  // Who comes no more has no next visit that could be later.
  for (const [i, who] of ['béla', 'anna', 'anna'].entries())
    expect(await shop.members((await fallen[i]) ?? '')).toEqual([who])
  const told = await shop.read(
    sql<{ event: string }>`select event from event_log
      where body -> 'properties' ->> 'segment_id' = ${high} order by position`,
  )
  expect(told.rows.map(({ event }) => event)).toEqual(['Segment Entered', 'Segment Left'])
})

test('a training that foretells other products changes who is in the segments that ask for them', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([identify('anna', {}, '2026-03-01T00:00:00Z'), identify('béla', {}, '2026-03-01T00:00:00Z')])
  const train = async (version: number, ...wants: string[][]): Promise<void> => {
    const rows = wants.map((products, i) => ({
      workspace_id: shop.workspaceId,
      customer: i + 1,
      version,
      products,
      names: products.map((id) => `The ${id}`),
      categories: products.length > 0 ? ['Drinks'] : [],
    }))
    await deps.ch.insert('next_products', rows, { token: `${shop.workspaceId} products ${version}` })
    await recountForetold(deps, shop.workspaceId)
    await settle()
  }
  const tea = await shop.define({ kind: 'would_like', what: 'product', value: 'The tea' })
  const drinks = await shop.define({ kind: 'would_like', what: 'category', value: 'Drinks' })
  await train(1, ['tea', 'cake'], ['coffee'])
  expect([await shop.members(tea), await shop.members(drinks)]).toEqual([['anna'], ['anna', 'béla']])
  await train(2, [], ['tea'])
  expect([await shop.members(tea), await shop.members(drinks)]).toEqual([['béla'], ['béla']])
})

test('a segment that could not be counted is counted again an hour later, and tells who came meanwhile', async () => {
  clock.set('2026-03-02T10:00:00Z')
  const shop = await openShop()
  const segmentId = await shop.define({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  await shop.send([identify('anna', { plan: 'pro' }, '2026-03-02T10:00:00Z')])
  await shop.read(sql`update segments set status = 'counting', told = true`)
  // As ClickHouse answers while it ends.
  const ending = async () => Promise.reject(Object.assign(new Error('Query was aborted'), { code: '236' }))
  const forWorkspace = (id: string) => ({ ...deps.ch.forWorkspace(id), arrays: ending })
  await countSegments({ ...deps, ch: { ...deps.ch, forWorkspace } }, shop.workspaceId)
  const status = async () => (await shop.read(sql<{ status: string }>`select status from segments`)).rows[0]?.status
  expect(await status()).toBe('failed')
  await shop.send([identify('béla', { plan: 'pro' }, '2026-03-02T10:00:00Z')])
  expect(await shop.members(segmentId)).toEqual(['anna'])
  await shop.at('2026-03-02T10:59:59Z')
  expect(await status()).toBe('failed')
  await shop.at('2026-03-02T11:00:00Z')
  expect(await status()).toBe('ready')
  expect(await shop.members(segmentId)).toEqual(['anna', 'béla'])
  const told = await shop.read(
    sql<{ n: number }>`select count(*)::int as n from event_log where event = 'Segment Entered'`,
  )
  expect(told.rows).toEqual([{ n: 2 }])
})

test('two segments changed at once never come to ask for each other', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const [one, other] = [await shop.define(ordered(7)), await shop.define(ordered(7))]
  const ask = (segmentId: string, asked: string) =>
    changeSegment(deps, shop.workspaceId, actor, segmentId, { definition: { kind: 'in_segment', segmentId: asked } })
  const done = await Promise.allSettled([ask(one, other), ask(other, one)])
  expect(done.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { reason: 'segment_in_itself' } },
  ])
  await shop.send([track('anna', 'Order Completed', '2026-03-02T09:00:00Z')])
  expect([await shop.members(one), await shop.members(other)]).toEqual([['anna'], ['anna']])
})

test('a definition that leads back to itself all the same fails alone', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const [sound, circle] = [await shop.define(ordered(7)), await shop.define(ordered(7))]
  await shop.read(
    sql`update segments set definition = jsonb_build_object('kind', 'in_segment', 'segmentId', segment_id) where segment_id = ${circle}`,
  )
  await shop.send([track('anna', 'Order Completed', '2026-03-02T09:00:00Z')])
  expect(await shop.members(sound)).toEqual(['anna'])
  const states = await shop.read(sql`select status from segments order by status`)
  expect(states.rows).toEqual([{ status: 'failed' }, { status: 'ready' }])
})

test('a segment is not removed while another comes to ask for it, nor made twice by who asks twice', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const [one, other] = [await shop.define(ordered(7)), await shop.define(null)]
  const definition: Condition = { kind: 'in_segment', segmentId: one }
  const done = await Promise.allSettled([
    changeSegment(deps, shop.workspaceId, actor, other, { definition }),
    deleteSegment(deps, shop.workspaceId, actor, one),
  ])
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const twice = { segmentId: newId(), name: 'Once', definition: ordered(1) }
  const made = await Promise.all([1, 2].map(() => createSegment(deps, shop.workspaceId, actor, twice)))
  expect(made.map(({ segmentId }) => segmentId)).toEqual([twice.segmentId, twice.segmentId])
})

test('nobody is told of having entered or left when only the definition changed', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([identify('anna', { city: 'Eger' }, '2026-03-01T00:00:00Z')])
  const here = await shop.define({ kind: 'trait', path: 'city', test: { is: 'equal', value: 'Eger' } })
  await changeSegment(deps, shop.workspaceId, actor, here, { definition: { kind: 'everyone' } })
  await settle()
  expect(await shop.members(here)).toEqual(['anna'])
  const told = await shop.read(sql`select from event_log where event like 'Segment %'`)
  expect(told.rows).toHaveLength(0)
})

test('whoever was put on a list by hand stays, whatever the definition says, until released', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([
    identify('anna', { city: 'Eger' }, '2026-03-01T00:00:00Z'),
    identify('béla', { city: 'Pécs' }, '2026-03-01T00:00:00Z'),
  ])
  const here = await shop.define({ kind: 'trait', path: 'city', test: { is: 'equal', value: 'Eger' } })
  const ids = await shop.read(sql<{ id: string }>`select customer_id as id from customers order by external_id`)
  const [anna = '', bela = ''] = ids.rows.map(({ id }) => id)
  await changeSegmentList(deps, shop.workspaceId, actor, here, { add: [bela], remove: [anna] })
  await settle()
  expect(await shop.members(here)).toEqual(['béla'])
  expect((await readMembers(deps, shop.workspaceId, here, { limit: 10 })).members).toMatchObject([{ listed: true }])
  await changeSegmentList(deps, shop.workspaceId, actor, here, { release: [anna, bela] })
  await settle()
  expect(await shop.members(here)).toEqual(['anna'])
})

test('what several people put on a list at once is as if it was put there one after the other', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const names = ['anna', 'béla', 'csilla']
  await shop.send(names.map((name) => identify(name, { city: 'Eger' }, '2026-03-01T00:00:00Z')))
  const none = await shop.define({ kind: 'trait', path: 'city', test: { is: 'equal', value: 'Győr' } })
  const ids = await shop.read(sql<{ id: string }>`select customer_id as id from customers order by external_id`)
  const [anna = '', ...others] = ids.rows.map(({ id }) => id)
  const put = (change: ChangeSegmentList) => changeSegmentList(deps, shop.workspaceId, actor, none, change)
  await Promise.all([put({ add: [anna, ...others] }), put({ add: [...others, anna] }), put({ add: [anna] })])
  await settle()
  expect(await shop.members(none)).toEqual(names)
  // One of them was the last, and their list is the list.
  await Promise.all(others.map((one) => put({ replace: [one] })))
  await settle()
  expect(await shop.members(none)).toHaveLength(1)
})

test('the segments of one shop never hold people of another, whatever id is named', async () => {
  const [one, other] = [await openShop(), await openShop()]
  await one.at('2026-03-02T10:00:00Z')
  await one.send([identify('anna', {}, '2026-03-01T00:00:00Z')])
  await other.send([identify('zsófi', {}, '2026-03-01T00:00:00Z')])
  const all = await other.define({ kind: 'everyone' })
  expect(await other.members(all)).toEqual(['zsófi'])
  await expect(one.define({ kind: 'in_segment', segmentId: all })).rejects.toMatchObject({
    reason: 'segment_not_found',
  })
  const strangers = await one.read(sql<{ id: string }>`select customer_id as id from customers`)
  await changeSegmentList(deps, other.workspaceId, actor, all, { add: strangers.rows.map(({ id }) => id) })
  await settle()
  expect(await other.members(all)).toEqual(['zsófi'])
})

test('the count while editing names ten of them and keeps nothing', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send(
    Array.from({ length: 25 }, (_, i) => identify(`c${i}`, { name: `Customer ${i}`, age: i }, '2026-03-01T00:00:00Z')),
  )
  const preview = await previewSegment(deps, shop.workspaceId, {
    kind: 'trait',
    path: 'age',
    test: { is: 'at_least', value: 5 },
  })
  expect(preview).toMatchObject({ members: 20, customers: 25 })
  expect(preview.examples).toHaveLength(10)
  const nobody = await previewSegment(deps, shop.workspaceId, { kind: 'any', of: [] })
  expect(nobody).toEqual({ members: 0, customers: 25, isAbout: false, examples: [] })
})

test('what cannot be asked is refused with its reason', async () => {
  const shop = await openShop()
  const refused: [Condition, string][] = [
    [{ kind: 'trait', path: 'a', test: { is: 'matches', value: '(' } }, 'bad_pattern'],
    [{ kind: 'trait', path: 'a', test: { is: 'after', at: 'soon' } }, 'bad_moment'],
    [{ kind: 'trait', path: 'a', test: { is: 'calendar', period: 'today', zone: 'Mars/Olympus' } }, 'bad_zone'],
    [{ kind: 'trait', path: 'a', test: { is: 'days_from_today', days: 0, zone: 'PST' } }, 'bad_zone'],
    [{ ...ordered(1), within: { period: 'this_week', zone: 'Mars/Olympus' } } as Condition, 'bad_zone'],
    [{ ...ordered(1), within: { from: 'the other day' } } as Condition, 'bad_moment'],
    [{ kind: 'not', of: { ...ordered(1), within: { to: '2026-02-30' } } as Condition }, 'bad_moment'],
    [{ kind: 'all', of: Array.from({ length: 201 }, () => ({ kind: 'everyone' as const })) }, 'definition_too_large'],
  ]
  for (const [definition, reason] of refused) {
    await expect(createSegment(deps, shop.workspaceId, actor, { name: reason, definition })).rejects.toMatchObject({
      reason,
    })
  }
})

test('a word of SQL in a path, a value or a name is only a word', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  const odd = `x') OR 1=1 --`
  await shop.send([
    identify('anna', { [odd]: odd }, '2026-03-01T00:00:00Z'),
    identify('béla', {}, '2026-03-01T00:00:00Z'),
  ])
  const asked: Condition = { kind: 'trait', path: odd, test: { is: 'equal', value: odd } }
  expect(await shop.members(await shop.define(asked))).toEqual(['anna'])
  const event: Condition = { kind: 'event', event: odd, count: { is: 'at_least', than: 1 } }
  expect(await shop.members(await shop.define(event))).toEqual([])
})

test('who is forgotten is in no segment any more', async () => {
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send([identify('anna', {}, '2026-03-01T00:00:00Z')])
  const all = await shop.define({ kind: 'everyone' })
  const ids = await shop.read(sql<{ id: string }>`select customer_id as id from customers`)
  const customerIds = ids.rows.map(({ id }) => id)
  const { workspaceId } = shop
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    expect(await segmentsPersonalData.export(tx, workspaceId, customerIds)).toMatchObject({ segments: [{}] })
    await segmentsPersonalData.erase(tx, { workspaceId, customerIds })
  })
  expect(await shop.members(all)).toEqual([])
  const counted = await shop.read(sql<{ members: number }>`select members from segments`)
  expect(counted.rows).toEqual([{ members: 0 }])
  expect(clock.now().toString()).toBe('2026-03-02T10:00:00Z')
})
