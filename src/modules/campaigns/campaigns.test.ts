import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, expect, inject, test } from 'vitest'
import type { Campaign, WhatWorksRow } from '#contract/campaigns'
import { createClickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { describe, getStored } from './campaigns.repo.ts'
import { campaignsUsing } from './campaigns-using.ts'
import { armsOf } from './check-definition.ts'
import { getFeed } from './feeds/feeds.repo.ts'
import { followFeeds } from './feeds/follow-feeds.ts'
import { readFeed } from './feeds/read-feed.ts'
import { createFeed, switchFeed } from './feeds/write-feed.ts'
import { sumByChannel } from './results/sum-by-channel.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign, unscheduleCampaign } from './run-campaign.ts'
import { moveCampaigns } from './sending/watch-campaigns.ts'
import { actor, openCampaigns } from './testing/shop.ts'
import { startFeed } from './testing/start-feed.ts'
import { createCampaign } from './write-campaign.ts'

const moment = '2026-03-02T10:00:00Z'
let said: { status?: number; body?: string | Buffer; headers?: Record<string, string> } = {}
// As servers do: nothing is said again to who knows it.
const feed = await startFeed((headers) =>
  said.headers?.etag !== undefined && headers['if-none-match'] === said.headers.etag ? { status: 304 } : said,
)
const { deps, clock, settle, openShop, url, stop } = await openCampaigns(moment, feed.host)
afterAll(() => {
  feed.close()
  return stop()
})

const open = async (settings: { timeZone?: string } = {}) => {
  clock.set(moment)
  const shop = await openShop(settings)
  const [segmentId, templateId] = [await shop.segment(), await shop.template()]
  const asked = (campaignId: string) => ({ workspaceId: shop.workspaceId, actor, campaignId })
  const read = (campaignId: string) =>
    inWorkspace(deps.db, shop.workspaceId, (tx) => getStored(tx, shop.workspaceId, campaignId))
  return { ...shop, segmentId, templateId, asked, status: read }
}

test('the audience is that of one moment: who comes later gets nothing, who is excluded neither', async () => {
  const shop = await open()
  const outside = await shop.segment()
  const people = await shop.people(20, shop.segmentId)
  const excluded = people.slice(0, 5)
  await shop.read(sql`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
    select workspace_id, ${outside}, customer_id, number, now() from customers where customer_id = any(${excluded}::uuid[])`)
  const { campaignId } = await shop.draft({
    audience: [shop.segmentId],
    exclude: [outside],
    templates: [shop.templateId],
    control: 0,
    perHour: 3600,
  })
  await shop.schedule(campaignId)
  await moveCampaigns(deps)
  await shop.people(5, shop.segmentId)
  clock.set('2026-03-02T11:00:00Z')
  await settle()
  expect(await shop.queued()).toEqual(people.slice(5).sort())
  await shop.handOver()
  clock.set('2026-03-02T11:00:03Z')
  await settle()
  expect(await shop.status(campaignId)).toMatchObject({ status: 'done', people: 15, reached: 15, queued: 15 })
})

test('a throttle lets so many an hour through, also after a pause', async () => {
  const shop = await open()
  await shop.people(100, shop.segmentId)
  const draft = { audience: [shop.segmentId], templates: [shop.templateId], control: 0, perHour: 60 }
  const { campaignId } = await shop.draft(draft)
  await shop.schedule(campaignId)
  await settle()
  expect(await shop.queued()).toHaveLength(1)
  // What is left takes as long as was asked for, however fast the first one went.
  expect(describe(await shop.status(campaignId), clock).secondsLeft).toBeCloseTo(99 * 60)
  for (let minute = 0; minute < 30; minute++) {
    clock.advance({ minutes: 1 })
    await settle()
  }
  expect(await shop.queued()).toHaveLength(31)
  await pauseCampaign(deps, shop.asked(campaignId))
  clock.set('2026-03-02T12:30:00Z')
  await settle()
  expect(await shop.queued()).toHaveLength(31)
  await resumeCampaign(deps, shop.asked(campaignId), undefined)
  await settle()
  expect(await shop.queued()).toHaveLength(32)
})

test('what a throttle missed while nothing ran is not made up for at once', async () => {
  const shop = await open()
  await shop.people(100, shop.segmentId)
  const draft = { audience: [shop.segmentId], templates: [shop.templateId], control: 0, perHour: 60 }
  const { campaignId } = await shop.draft(draft)
  await shop.schedule(campaignId)
  await settle()
  clock.set('2026-03-02T13:00:00Z')
  await settle()
  expect(await shop.queued()).toHaveLength(3)
  clock.set('2026-03-02T13:01:00Z')
  await settle()
  expect(await shop.queued()).toHaveLength(4)
})

test('a throttle holds in the morning, too, when what waited for it goes out at once', async () => {
  const shop = await open()
  await shop.people(100, shop.segmentId)
  const draft = { audience: [shop.segmentId], templates: [shop.templateId], control: 0, perHour: 6 }
  const { campaignId } = await shop.draft(draft)
  await shop.schedule(campaignId)
  clock.set('2026-03-02T22:00:00Z')
  /** The count after each ten minutes; the outbox does with the new ones what `become` says. */
  const pass = async (hours: number, become: ReturnType<typeof sql>): Promise<number[]> => {
    const counts: number[] = []
    for (let i = 0; i < hours * 6; i++) {
      await settle()
      await shop.read(sql`update messages set ${become} where state = 'queued'`)
      counts.push((await shop.queued()).length)
      clock.advance({ minutes: 10 })
    }
    return counts
  }
  const night = await pass(10, sql`state = 'deferred', reason = 'quiet_hours'`)
  expect(night.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6])
  expect(night.at(-1)).toBe(6)
  // All six go out at eight: an hour's worth.
  await shop.read(
    sql`update messages set state = 'handed_over', reason = null, finished_at = ${clock.now().toString()}`,
  )
  const morning = await pass(3, sql`state = 'handed_over', finished_at = ${clock.now().toString()}`)
  expect(morning.slice(0, 5)).toEqual([6, 6, 6, 6, 6])
  expect(morning.at(-1)).toBe(19)
})

test('while an hour’s worth waits for the morning, those go on who live where it is day', async () => {
  const shop = await open({ timeZone: 'Europe/Budapest' })
  await shop.people(40, shop.segmentId)
  await shop.people(40, shop.segmentId, { timezone: 'America/New_York' })
  const draft = { audience: [shop.segmentId], templates: [shop.templateId], control: 0, perHour: 6 }
  const { campaignId } = await shop.draft(draft)
  clock.set('2026-03-02T21:00:00Z')
  await shop.schedule(campaignId)
  const inShop = sql`(select customer_id from customers where not traits ? 'timezone')`
  /** How many have got it after each ten minutes until then; the outbox lets nobody out who sleeps. */
  const pass = async (until: string): Promise<number[]> => {
    const counts: number[] = []
    while (clock.now().toString() < until) {
      const isNight = clock.now().toString() < '2026-03-03T07:00:00Z'
      if (!isNight) await shop.read(sql`update messages set state = 'queued', reason = null where state = 'deferred'`)
      await settle()
      if (isNight)
        await shop.read(sql`update messages set state = 'deferred', reason = 'quiet_hours'
          where state = 'queued' and customer_id in ${inShop}`)
      await shop.handOver()
      const { rows } = await shop.read(
        sql<{ n: number }>`select count(*)::int as n from messages where state = 'handed_over'`,
      )
      counts.push(rows[0]?.n ?? 0)
      clock.advance({ minutes: 10 })
    }
    return counts
  }
  const hour = [0, 0, 0, 0, 0, 0]
  // Until it is eight in the evening in New York.
  expect(await pass('2026-03-03T01:00:00Z')).toEqual([...hour, ...Array.from({ length: 18 }, (_, i) => i + 1)])
  expect(new Set(await pass('2026-03-03T07:00:00Z'))).toEqual(new Set([18]))
  // Those who waited go out together, and nobody else in that hour.
  const morning = await pass('2026-03-03T09:00:00Z')
  expect(morning.slice(0, 5)).toEqual([24, 24, 24, 24, 24])
  expect(morning.at(-1)).toBe(31)
})

test('a paused campaign is held in the outbox too; called off, what waits there is taken out', async () => {
  const shop = await open()
  await shop.people(10, shop.segmentId)
  const { campaignId } = await shop.draft({ audience: [shop.segmentId], templates: [shop.templateId], control: 0 })
  await shop.schedule(campaignId)
  await settle()
  await pauseCampaign(deps, shop.asked(campaignId))
  const held = () => shop.read(sql<{ id: string }>`select source_id as id from message_holds`)
  expect((await held()).rows).toEqual([{ id: campaignId }])
  await cancelCampaign(deps, shop.asked(campaignId))
  await settle()
  const left = await shop.read(sql`select state, reason, count(*)::int as n from messages group by 1, 2`)
  expect(left.rows).toEqual([{ state: 'suppressed', reason: 'cancelled', n: 10 }])
  expect((await held()).rows).toEqual([])
})

test('each person gets it at their own time; it begins with the first zone', async () => {
  const shop = await open({ timeZone: 'Europe/Budapest' })
  const tehran = await shop.people(2, shop.segmentId, { timezone: 'Asia/Tehran' })
  // What leads to no days is no zone, whoever calls it one.
  const home = [
    ...(await shop.people(1, shop.segmentId, { timezone: 'nowhere' })),
    ...(await shop.people(1, shop.segmentId, { timezone: 'PST' })),
  ]
  const york = [
    ...(await shop.people(1, shop.segmentId, { timezone: 'America/New_York' })),
    ...(await shop.people(1, shop.segmentId, { timezone: 'home', timeZone: 'America/New_York' })),
  ]
  const { campaignId } = await shop.draft({
    audience: [shop.segmentId],
    templates: [shop.templateId],
    control: 0,
    schedule: { kind: 'local', at: '2026-03-03T09:00' },
  })
  expect((await shop.schedule(campaignId)).startsAt).toBe('2026-03-03T05:30:00.000Z')
  const after = async (at: string) => {
    clock.set(at)
    await settle()
    return await shop.queued()
  }
  expect(await after('2026-03-03T05:29:59Z')).toEqual([])
  expect(await after('2026-03-03T05:30:00Z')).toEqual(tehran.sort())
  expect(await after('2026-03-03T08:00:00Z')).toEqual([...tehran, ...home].sort())
  expect(await after('2026-03-03T14:00:00Z')).toEqual([...tehran, ...home, ...york].sort())
})

test('a share is tested, and the rest get the variant with most clicks', async () => {
  const shop = await open()
  await shop.people(200, shop.segmentId)
  const { campaignId } = await shop.draft({
    audience: [shop.segmentId],
    templates: [shop.templateId, await shop.template()],
    winner: { by: 'clicks', testShare: 40, hours: 4 },
  })
  await shop.schedule(campaignId)
  await settle()
  const tested = await shop.read(sql<{ n: number }>`select count(*)::int as n from messages group by source_run`)
  expect(tested.rows).toHaveLength(2)
  // It is night: nobody has got anything yet, and the hours do not run.
  await shop.read(sql`update messages set state = 'deferred', reason = 'quiet_hours'`)
  clock.set('2026-03-02T20:00:00Z')
  await settle()
  expect(await shop.status(campaignId)).toMatchObject({ decidesAt: null, winner: null })
  await shop.read(sql`update messages set state = 'handed_over', finished_at = now(), reason = null,
    clicked_at = case when source_run = 'b' then now() end`)
  clock.set('2026-03-02T20:00:02Z')
  await settle()
  const { decidesAt } = await shop.status(campaignId)
  expect(decidesAt?.toISOString()).toBe('2026-03-03T00:00:02.000Z')
  clock.set('2026-03-03T00:00:02Z')
  await settle()
  expect(await shop.status(campaignId)).toMatchObject({ winner: 'b', people: 200, reached: 200 })
  const late = await shop.read(sql`select distinct source_run as run from messages where state = 'queued'`)
  expect(late.rows).toEqual([{ run: 'b' }])
  const kept = await shop.read(
    sql<{ n: number }>`select count(*)::int as n from campaign_people where state = 'control'`,
  )
  expect(kept.rows[0]?.n).toBeGreaterThan(0)
  expect(await shop.queued()).toHaveLength(200 - (kept.rows[0]?.n ?? 0))
})

test('of two people both are served, whoever of them was tested', async () => {
  const shop = await open()
  const people = await shop.people(2, shop.segmentId)
  const { campaignId } = await shop.draft({
    audience: [shop.segmentId],
    templates: [shop.templateId, await shop.template()],
    winner: { by: 'clicks', testShare: 20, hours: 1 },
    control: 0,
  })
  await shop.schedule(campaignId)
  for (let hour = 0; hour < 4; hour++) {
    await settle()
    await shop.handOver()
    clock.advance({ minutes: 61 })
  }
  expect(await shop.queued()).toEqual(people.toSorted())
  expect(await shop.status(campaignId)).toMatchObject({ status: 'done', reached: 2 })
})

test('a request that arrives again while it is being answered makes one campaign', async () => {
  const shop = await open()
  const variants = [{ key: 'a', name: 'A', templateId: shop.templateId, share: 100 }]
  const body = { name: 'News', definition: { audience: [shop.segmentId], variants }, requestKey: 'the same request' }
  const made = await Promise.all([1, 2, 3].map(() => createCampaign(deps, shop.workspaceId, actor, body)))
  expect(new Set(made.map(({ campaignId }) => campaignId)).size).toBe(1)
})

test('one that cannot be moved now is tried again later, and holds up no other', async () => {
  const shop = await open()
  await shop.people(20, shop.segmentId)
  const tested = await shop.draft({
    audience: [shop.segmentId],
    templates: [shop.templateId, await shop.template()],
    winner: { by: 'goal', testShare: 40, hours: 1 },
  })
  await shop.schedule(tested.campaignId)
  await settle()
  await shop.handOver()
  clock.set('2026-03-02T10:00:05Z')
  await settle()
  clock.set('2026-03-02T11:00:05Z')
  // One needs its control group planned.
  const planned = await shop.draft({ audience: [shop.segmentId], templates: [shop.templateId] })
  await shop.schedule(planned.campaignId)
  const other = await shop.draft({ audience: [shop.segmentId], templates: [shop.templateId], control: 0 })
  await shop.schedule(other.campaignId)
  // Both ask ClickHouse, and that is away.
  const away = { ...deps, ch: createClickhouse('http://127.0.0.1:1', { log: silentLog }) }
  for (let round = 0; round < 5; round++) await moveCampaigns(away).catch(() => {})
  expect(await shop.status(tested.campaignId)).toMatchObject({ status: 'sending', winner: null })
  expect(await shop.status(other.campaignId)).toMatchObject({ queued: 20 })
  clock.set('2026-03-02T11:00:15Z')
  await settle()
  expect((await shop.status(tested.campaignId)).winner).toBe('a')
  expect((await shop.status(planned.campaignId)).queued).toBeGreaterThan(0)
})

test('campaigns that write by one channel alone are added up by it; their errors add as squares do', () => {
  const row = { people: 100, orders: { value: 30, low: 27, high: 33 }, money: { value: 900, low: 500, high: 1_300 } }
  const other = { people: 50, orders: { value: -10, low: -14, high: -6 }, money: { value: 100, low: -200, high: 400 } }
  const rows = [
    { ...row, channel: 'sms' },
    { ...other, channel: 'sms' },
    { ...other, channel: null },
    { ...other, channel: 'email', money: null },
  ] as WhatWorksRow[]
  expect(sumByChannel(rows)).toEqual([
    {
      ...{ channel: 'sms', count: 2, people: 150 },
      ...{ orders: { value: 20, low: 15, high: 25 }, money: { value: 1_000, low: 500, high: 1_500 } },
    },
  ])
})

test('shares are whole percent that make 100, whatever is asked for', () => {
  const variants = [33, 33, 34].map((share, i) => ({ key: `v${i}`, name: '', templateId: '', share }))
  for (const control of [0, 7, 10, 50])
    for (const winner of [null, { by: 'clicks' as const, testShare: 17, hours: 1 }]) {
      const arms = armsOf({ variants, control, winner })
      expect(arms.reduce((sum, { share }) => sum + share, 0)).toBe(100)
      expect(arms.find(({ key }) => key === 'control')?.share ?? 0).toBe(control)
    }
})

test('many people need the number typed; an audience that grew much since waits for somebody to look', async () => {
  const shop = await open()
  await shop.people(600, shop.segmentId)
  const { campaignId } = await shop.draft({
    audience: [shop.segmentId],
    templates: [shop.templateId],
    schedule: { kind: 'at', at: '2026-03-03T09:00' },
  })
  await expect(shop.schedule(campaignId)).rejects.toMatchObject({ reason: 'campaign_needs_approval' })
  await expect(shop.schedule(campaignId, 60)).rejects.toMatchObject({ reason: 'campaign_approval_differs' })
  await shop.schedule(campaignId, 600)
  expect((await unscheduleCampaign(deps, shop.asked(campaignId))).status).toBe('draft')
  await shop.schedule(campaignId, 600)
  await shop.people(200, shop.segmentId)
  clock.set('2026-03-03T09:00:00Z')
  await settle()
  expect(await shop.status(campaignId)).toMatchObject({ status: 'paused', problem: 'audience_grew', people: 0 })
  await resumeCampaign(deps, shop.asked(campaignId), 800)
  await settle()
  const { status, reached } = await shop.status(campaignId)
  expect({ status, reached }).toEqual({ status: 'sending', reached: 800 })
})

test('one whose message was put away meanwhile stops for somebody to look, before anybody fails to get it', async () => {
  const shop = await open()
  await shop.people(3, shop.segmentId)
  const { campaignId } = await shop.draft({ audience: [shop.segmentId], templates: [shop.templateId], control: 0 })
  await shop.schedule(campaignId)
  await shop.read(sql`update message_templates set archived_at = now() where template_id = ${shop.templateId}`)
  await settle()
  expect(await shop.queued()).toEqual([])
  expect(await shop.status(campaignId)).toMatchObject({ status: 'paused', problem: 'template_gone' })
})

test('of two who turned out to be one person, one gets it', async () => {
  const shop = await open()
  const [first = '', second = '', third = ''] = (await shop.people(3, shop.segmentId)).sort()
  const draft = { audience: [shop.segmentId], templates: [shop.templateId], control: 0, perHour: 60 }
  const { campaignId } = await shop.draft(draft)
  await shop.schedule(campaignId)
  await settle()
  expect(await shop.queued()).toEqual([first])
  // The one who has it is joined to one who has not.
  await shop.read(sql`update customers set merged_into = ${second} where customer_id = ${first}`)
  clock.set('2026-03-02T11:00:00Z')
  await settle()
  expect(await shop.queued()).toEqual([first, third])
})

test('a worker killed again and again leaves nobody out, and nobody gets it twice', async () => {
  const shop = await open()
  const count = 3_000
  await shop.people(count, shop.segmentId)
  const { campaignId } = await shop.draft({ audience: [shop.segmentId], templates: [shop.templateId] })
  await shop.schedule(campaignId, count)
  for (let kill = 0; kill < 3; kill++) {
    const args = [join(import.meta.dirname, 'testing/campaign-worker.ts'), url, inject('clickhouseUrl'), moment]
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(worker.stdout, 'data')
    // Another place within the work each time.
    await new Promise((resolve) => setTimeout(resolve, 150 + 200 * kill))
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
  let now: Pick<Campaign, 'status'> = { status: 'sending' }
  for (let hour = 10; now.status !== 'done'; hour++) {
    clock.set(clock.now().add({ seconds: 5 }).toString())
    await settle()
    await shop.handOver()
    now = await shop.status(campaignId)
    if (hour > 60) throw new Error(`still ${now.status}`)
  }
  const found = await shop.read(sql<{ sent: number; once: number; kept: number; all: number }>`select
    (select count(*)::int from messages) as sent, (select count(distinct customer_id)::int from messages) as once,
    count(*) filter (where state = 'control')::int as kept, count(*)::int as all from campaign_people`)
  const { sent = 0, once: people = 0, kept = 0, all } = found.rows[0] ?? {}
  expect([sent, all]).toEqual([people, count])
  expect(sent + kept).toBe(count)
  expect(await shop.status(campaignId)).toMatchObject({ people: count, reached: count, queued: sent })
})

const rss = (...entries: string[]) => `<?xml version="1.0"?><rss version="2.0"><channel><title>Corner news</title>
  ${entries.map((id) => `<item><guid>${id}</guid><title>About ${id} &amp; more</title><link>/posts/${id}</link><description><![CDATA[<p>Read <b>${id}</b></p><img src="x.png">]]></description></item>`).join('')}
  </channel></rss>`

test('a newsletter goes out when its feed has something new, each entry once, whatever happens in between', async () => {
  const shop = await open({ timeZone: 'Europe/Budapest' })
  const people = await shop.people(3, shop.segmentId)
  const definition = { templateId: shop.templateId, audience: [shop.segmentId], control: 0, at: '12:00' }
  const created = await createFeed(deps, shop.workspaceId, actor, { name: 'News', url: `${feed.url}/feed`, definition })
  const asked = { workspaceId: shop.workspaceId, actor, feedId: created.feedId }
  said = { body: rss('old'), headers: { etag: '"1"' } }
  const on = await switchFeed(deps, asked, { isOn: true })
  expect(on).toMatchObject({ isOn: true, nextAt: '2026-03-02T11:00:00.000Z', issues: 0 })

  const lookAt = async (at: string): Promise<void> => {
    clock.set(at)
    await followFeeds(deps)
    await settle()
  }
  // What was there when it was switched on stays where it is, also where the feed cannot say that nothing changed.
  await lookAt('2026-03-02T11:00:00Z')
  expect(feed.asked.at(-1)?.headers['if-none-match']).toBe('"1"')
  expect(
    await inWorkspace(deps.db, shop.workspaceId, (tx) => getFeed(tx, shop.workspaceId, created.feedId)),
  ).toMatchObject({
    trouble: null,
    issues: 0,
  })
  expect(await shop.queued()).toEqual([])

  said = { body: rss('new', 'old') }
  await lookAt('2026-03-03T11:00:00Z')
  expect(await shop.queued()).toEqual(people.toSorted())
  const { rows } = await shop.read(sql<{ data: unknown }>`select distinct data from messages`)
  const entry = { title: 'About new & more', url: `${feed.url}/posts/new`, text: 'Read new', image: null }
  expect(rows).toEqual([{ data: { entries: [entry] } }])

  // Somebody corrects the text, and the worker looks twice at once.
  said = { body: rss('new', 'old').replaceAll('About', 'On') }
  clock.set('2026-03-04T11:00:00Z')
  await Promise.all([followFeeds(deps), followFeeds(deps)])
  await settle()
  expect(await shop.queued()).toHaveLength(3)
})

test('what a planned campaign or a newsletter that is on names is known; a draft holds nothing', async () => {
  const shop = await open()
  const { workspaceId, segmentId, templateId } = shop
  await shop.people(1, segmentId)
  const using = (id: string) => inWorkspace(deps.db, workspaceId, (tx) => campaignsUsing(tx, workspaceId, id))
  const schedule = { kind: 'at', at: '2026-03-03T09:00' } as const
  const { campaignId, name } = await shop.draft({ audience: [segmentId], templates: [templateId], schedule })
  expect(await using(templateId)).toEqual([])
  await shop.schedule(campaignId)
  for (const id of [segmentId, templateId])
    expect(await using(id)).toEqual([{ kind: 'campaign', id: campaignId, name }])
  await cancelCampaign(deps, shop.asked(campaignId))
  const definition = { templateId, audience: [segmentId], control: 0, at: '12:00' }
  said = { body: rss('old') }
  const { feedId } = await createFeed(deps, workspaceId, actor, { name: 'News', url: `${feed.url}/feed`, definition })
  expect(await using(segmentId)).toEqual([])
  await switchFeed(deps, { workspaceId, actor, feedId }, { isOn: true })
  for (const id of [segmentId, templateId])
    expect(await using(id)).toEqual([{ kind: 'campaign_feed', id: feedId, name: 'News' }])
})

test('feeds are read in the form and the letters in which they come, packed or not', async () => {
  const read = async (now: typeof said) => {
    said = now
    const found = await readFeed(deps.outbound, `${feed.url}/feed`, { etag: null, modified: null })
    return found.kind === 'read' ? [found.title, ...found.entries.map((one) => [one.title, one.url])] : found
  }
  const cyrillic = `<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><title>XX</title><item><title>XX</title><link>/a</link></item></channel></rss>`
  // «Чай» in the letters of Windows for Cyrillic.
  const bytes = Buffer.from(cyrillic.replaceAll('XX', '\u00d7\u00e0\u00e9'), 'latin1')
  const expected = ['Чай', ['Чай', `${feed.url}/a`]]
  expect(await read({ body: bytes })).toEqual(expected)
  expect(await read({ body: gzipSync(bytes), headers: { 'content-encoding': 'gzip' } })).toEqual(expected)
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Hírek</title><entry><id>1</id><title type="html">&lt;b&gt;Ősz&lt;/b&gt;</title><link rel="self" href="/no"/><link href="https://shop.example/b"/></entry></feed>`
  expect(await read({ body: `\ufeff${atom}` })).toEqual(['Hírek', ['Ősz', 'https://shop.example/b']])
  // ő is õ in the letters of Western Europe: what the server says of them counts.
  const second = Buffer.from(atom.replace('Hírek', 'H\u00edrek').replace('Ősz', '\u00d5sz'), 'latin1')
  const type = { 'content-type': 'application/atom+xml; charset=ISO-8859-2' }
  expect(await read({ body: second, headers: type })).toEqual(['Hírek', ['Ősz', 'https://shop.example/b']])
  const json = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'چای',
    items: [{ id: '1', content_text: 'تازه', url: 'javascript:1' }],
  }
  expect(await read({ body: JSON.stringify(json) })).toEqual(['چای', ['تازه', null]])
  expect(await read({ body: 'gone wrong', headers: { 'content-encoding': 'gzip' } })).toEqual({
    kind: 'trouble',
    trouble: 'not_a_feed',
  })
  expect(
    await read({ body: gzipSync(Buffer.alloc(3_000_000)), headers: { 'content-encoding': 'gzip' } }),
  ).toMatchObject({ kind: 'trouble' })
})

test('who switched a newsletter on is told once that its feed broke, and it goes on by itself', async () => {
  const shop = await open()
  await shop.people(1, shop.segmentId)
  const personId = newId()
  await shop.read(sql`insert into people (id, name, email, created_at, updated_at)
    values (${personId}, 'Anna', ${`${personId}@corner.example`}, now(), now())`)
  await shop.read(
    sql`insert into memberships (workspace_id, person_id, role) values (${shop.workspaceId}, ${personId}, 'owner')`,
  )
  const definition = { templateId: shop.templateId, audience: [shop.segmentId], control: 0, at: '12:00' }
  const created = await createFeed(deps, shop.workspaceId, actor, { name: 'News', url: `${feed.url}/feed`, definition })
  const asked = {
    workspaceId: shop.workspaceId,
    actor: { kind: 'person', actorId: personId } as const,
    feedId: created.feedId,
  }
  said = { body: '<html>no feed</html>' }
  await expect(switchFeed(deps, asked, { isOn: true })).rejects.toMatchObject({ reason: 'feed_unreadable' })
  said = { body: rss('a') }
  await switchFeed(deps, asked, { isOn: true })
  const state = () => inWorkspace(deps.db, shop.workspaceId, (tx) => getFeed(tx, shop.workspaceId, created.feedId))
  said = { status: 404 }
  for (const at of ['2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z', '2026-03-02T14:00:00Z']) {
    clock.set(at)
    await followFeeds(deps)
  }
  expect(await state()).toMatchObject({ trouble: 'gone', failures: 3 })
  const told = await shop.read(sql<{ kind: string; params: object }>`select kind, params from notifications`)
  expect(told.rows).toEqual([{ kind: 'feed_broken', params: { name: 'News' } }])
  said = { body: rss('b', 'a') }
  clock.set('2026-03-03T12:00:00Z')
  await followFeeds(deps)
  await settle()
  expect(await state()).toMatchObject({ trouble: null, failures: 0, issues: 1 })
})
