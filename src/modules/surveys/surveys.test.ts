import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { JourneyFlow, JourneyList } from '#contract/journeys'
import type { LoyaltyMember } from '#contract/loyalty'
import type { Survey, SurveyAnswers, SurveyFigures } from '#contract/surveys'
import type { TaskPage } from '#contract/tasks'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { startMailbox } from '../../testing/mailbox.ts'
import { startTestServer } from '../../testing/start-test-server.ts'
import { answerRetention, surveysPersonalData } from './index.ts'
import { putAsks } from './put-asks.ts'

const clock = fakeClock('2026-11-23T10:00:00Z')
const { smtpUrl, letters } = await startMailbox()
const server = await startTestServer({ smtpUrl, mailFrom: 'hello@corner.example' }, { clock })
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })
const other = await server.openShop({ name: 'Other' })
const programme = '0197a000-0000-7000-8000-000000000001'
let nps: Survey
let journeyId = ''

const make = async <T>(path: string, body: unknown = {}, status = 201): Promise<T> => {
  const answer = await shop.ask('POST', path, body)
  expect([status, await answer.clone().text()]).toEqual([answer.status, expect.anything()])
  return (await answer.json()) as T
}

async function tell(batch: object[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  expect(answer.status).toBe(200)
  await server.settle()
}

async function person(userId: string, language = 'en'): Promise<string> {
  await tell([{ type: 'identify', userId, traits: { email: `${userId}@mail.example`, name: userId, language } }])
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${userId}`)
  const id = customers[0]?.customerId ?? ''
  const consent = { channel: 'email', purpose: 'marketing', state: 'given', method: 'form' }
  await shop.ask('POST', `/customers/${id}/consents`, consent)
  return id
}

const visit = (userId: string) => tell([{ type: 'track', userId, event: 'Visited' }])
const letterTo = (userId: string) => letters.filter(({ to }) => to?.[0]?.address === `${userId}@mail.example`)

/** Links of a letter in the order of its answers, followed to the pages of the survey as a program would. */
async function answersOf(userId: string): Promise<string[]> {
  await expect.poll(() => letterTo(userId).length, { timeout: 20_000 }).toBeGreaterThan(0)
  const html = letterTo(userId).at(-1)?.html ?? ''
  const links = [...html.matchAll(/href="([^"]*\/m\/c\/[^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  const answers = await Promise.all(links.map((link) => fetch(link, { redirect: 'manual' })))
  return answers.map(({ headers }) => headers.get('location') ?? '').filter((target) => target.includes('/s/'))
}

const send = (page: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(page.replace(/\/\d+\?/, '?'), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })

const survey = (id: string) => shop.read<Survey>(`/surveys/${id}`)
const told = async (customerId: string, event: string): Promise<unknown[]> => {
  await server.settle()
  const { events } = await shop.read<TimelinePage>(`/customers/${customerId}/timeline`)
  return events.filter((one) => JSON.stringify(one).includes(`"${event}"`))
}
const pointsOf = async (customerId: string): Promise<number> => {
  const found = await shop.read<LoyaltyMember>(`/loyalty/programmes/${programme}/members?customerId=${customerId}`)
  return found.available
}
const tasksOf = async (customerId: string) =>
  (await shop.read<TaskPage>(`/tasks?customer=${customerId}`)).tasks.map(({ title }) => title)

beforeAll(async () => {
  await make('/loyalty/programmes', {
    programmeId: programme,
    name: 'Regulars',
    rules: { earn: [{ id: 'survey', points: 15, when: 'Survey Answered' }] },
  })
  nps = await make<Survey>('/surveys', { name: 'How are we doing?', kind: 'nps' })
  expect(nps).toMatchObject({ status: 'draft', guardDays: 90, unhappyAtMost: 6, asked: 0, rate: null })
  expect(Object.keys(nps.words).sort()).toEqual(['en', 'fa', 'hu', 'pl', 'ru'])
  nps = await make<Survey>(`/surveys/${nps.surveyId}/open`, {}, 200)
  const definition = {
    trigger: { kind: 'event', event: 'Visited' },
    again: { rule: 'always' },
    control: 0,
    start: 'ask',
    nodes: [{ id: 'ask', kind: 'action', action: 'ask_survey', params: { surveyId: nps.surveyId }, next: null }],
  }
  const journey = await make<{ journeyId: string }>('/journeys', { name: 'After a visit', definition })
  journeyId = journey.journeyId
  await make(`/journeys/${journeyId}/start`, {}, 200)
})

test('a letter asks; reading it changes nothing; one tap answers, earns points, and may be changed for a week', async () => {
  const anna = await person('anna')
  await make(`/loyalty/programmes/${programme}/members`, { customerId: anna }, 200)
  await visit('anna')
  const pages = await answersOf('anna')
  expect(pages).toHaveLength(11)
  expect(letterTo('anna')[0]?.text).toContain('How likely are you to recommend Corner café')
  await expect.poll(async () => (await survey(nps.surveyId)).asked, { timeout: 20_000 }).toBe(1)
  const [nine = ''] = pages.filter((page) => page.includes('/9?'))
  const page = await fetch(nine)
  const html = await page.text()
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html).toContain('value="9" required checked')
  expect(html).not.toContain('<script')
  expect(Buffer.byteLength(html)).toBeLessThan(40 * 1024)
  expect((await survey(nps.surveyId)).answered).toBe(0)

  const kept = await send(nine, { score: '9', comment: 'Lovely <b>cake</b>' })
  expect(kept.status).toBe(303)
  await send(nine, { score: '9', comment: 'Lovely <b>cake</b>' })
  const thanked = await (await fetch(new URL(kept.headers.get('location') ?? '', server.url))).text()
  expect(thanked).toContain('Thank you')
  expect(thanked).toContain('Lovely &lt;b&gt;cake')
  expect(await survey(nps.surveyId)).toMatchObject({
    answered: 1,
    rate: 1,
    figure: { answers: 1, value: 100, high: 100 },
  })
  expect(await told(anna, 'Survey Asked')).toHaveLength(1)
  const answered = await told(anna, 'Survey Answered')
  expect(answered).toHaveLength(1)
  expect(JSON.stringify(answered)).not.toContain('cake')
  await expect.poll(() => pointsOf(anna), { timeout: 20_000 }).toBe(15)

  await send(nine, { score: '7', comment: '' })
  expect(await survey(nps.surveyId)).toMatchObject({ answered: 1, figure: { answers: 1, value: 0 } })
  expect(await told(anna, 'Survey Answer Changed')).toHaveLength(1)
  clock.advance({ hours: 24 * 7 })
  expect((await send(nine, { score: '1' })).status).toBe(409)
  expect((await survey(nps.surveyId)).figure.value).toBe(0)
  expect(await pointsOf(anna)).toBe(15)
  expect((await fetch(nine.replace('/s/', '/s/AA'))).status).toBe(404)
})

test('an unhappy answer is a task at once, once, in the language of the shop; the letter is in that of the person', async () => {
  const bela = await person('bela', 'fa')
  await visit('bela')
  const [, , , three = ''] = await answersOf('bela')
  const page = await (await fetch(three)).text()
  expect(page).toContain('dir="rtl"')
  expect(page).toContain('۱۰')
  await send(three, { score: '3', comment: 'The coffee was cold' })
  await send(three, { score: '2', comment: 'The coffee was cold' })
  expect(await tasksOf(bela)).toEqual(['Unhappy answer: 3 of 10 (How are we doing?) – “The coffee was cold”'])
  expect((await send(three, { score: '11' })).status).toBe(409)
  expect((await send(three, {})).status).toBe(409)
  const unhappy = await shop.read<SurveyAnswers>(`/surveys/${nps.surveyId}/answers?only=unhappy`)
  expect(unhappy.answers.map(({ score, customer }) => [score, customer?.customerId])).toEqual([[2, bela]])
  const figures = await shop.read<SurveyFigures>(`/surveys/${nps.surveyId}/figures`)
  expect(figures.counts.map(({ answers }) => answers)).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0])
  expect(figures.months.map(({ month, answers }) => [month, answers])).toEqual([['2026-11', 2]])
  const jalali = await shop.read<SurveyFigures>(`/surveys/${nps.surveyId}/figures?calendar=jalali`)
  expect(jalali.months.map(({ month, answers }) => [month, answers])).toEqual([['1405-09', 2]])
  const csv = await (await shop.ask('GET', `/surveys/${nps.surveyId}/answers?format=csv`)).text()
  expect(csv).toContain('The coffee was cold')
})

test('nobody is asked twice within the days of the survey, by whatever message', async () => {
  const cili = await person('cili')
  await visit('cili')
  await answersOf('cili')
  await expect.poll(async () => (await told(cili, 'Survey Asked')).length, { timeout: 20_000 }).toBe(1)
  clock.advance({ hours: 24 * 60 })
  await visit('cili')
  await expect
    .poll(async () => JSON.stringify(await shop.read(`/journeys/${journeyId}/flow`)), { timeout: 20_000 })
    .toContain('"failed":1')
  // A message of another kind has the block, but not for her.
  const block = { kind: 'survey', surveyId: nps.surveyId, otherwise: 'Nothing to ask.' }
  const { templateId } = await make<{ templateId: string }>('/message-templates', {
    name: 'News',
    purpose: 'useful',
    variants: { en: { subject: 'News', body: { kind: 'blocks', blocks: [block] } } },
  })
  await make('/messages', { key: 'news', customerId: cili, templateId }, 202)
  await expect.poll(() => letterTo('cili').length, { timeout: 20_000 }).toBe(2)
  expect(letterTo('cili')[1]?.text).toContain('Nothing to ask.')
  expect(await told(cili, 'Survey Asked')).toHaveLength(1)
  clock.advance({ hours: 24 * 31 })
  await visit('cili')
  await expect.poll(() => letterTo('cili').length, { timeout: 20_000 }).toBe(3)
})

test('a poll at a public address takes one answer of each browser; the sample of its page keeps none', async () => {
  const text = { question: 'Which cake next?', followUp: '', thanks: 'Baking.', options: ['Lemon', 'Plum'] }
  const wrong = { name: 'Cake', kind: 'poll', words: { en: text, hu: { ...text, options: ['Citrom'] } } }
  expect((await shop.ask('POST', '/surveys', wrong)).status).toBe(400)
  const draft = await make<Survey>('/surveys', { name: 'Cake', kind: 'poll', words: { en: text }, isPublic: true })
  const address = `${draft.publicUrl}?lang=en`
  expect(await (await fetch(address)).text()).toContain('This survey is closed')
  expect(await (await send(`${draft.previewUrl}?lang=en`, { score: '1' })).text()).toContain('Baking.')
  await make(`/surveys/${draft.surveyId}/open`, {}, 200)
  const first = await send(address, { score: '2' })
  expect(first.status).toBe(303)
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  await send(address, { score: '1' }, { cookie })
  await send(address, { score: '2' })
  const found = await shop.read<SurveyFigures>(`/surveys/${draft.surveyId}/figures`)
  expect(found.counts).toEqual([
    { score: 1, answers: 1 },
    { score: 2, answers: 1 },
  ])
  const more = { words: { en: { ...text, options: ['Lemon', 'Plum', 'Nut'] } } }
  const refused = await shop.ask('PATCH', `/surveys/${draft.surveyId}`, more)
  expect([refused.status, ((await refused.json()) as { reason: string }).reason]).toEqual([409, 'survey_options_kept'])
  expect((await shop.ask('DELETE', `/surveys/${draft.surveyId}`)).status).toBe(409)
  await make(`/surveys/${draft.surveyId}/close`, {}, 200)
  expect((await send(address, { score: '1' })).status).toBe(409)
})

test('a survey made or opened several times at once is one, with one letter', async () => {
  const several = async (path: string, body: unknown) => {
    const answers = await Promise.all([1, 2, 3].map(() => shop.ask('POST', path, body)))
    const [done, ...others] = answers.toSorted((a, b) => a.status - b.status)
    expect(others.map(({ status }) => status)).toEqual([409, 409])
    return (await done?.json()) as Survey
  }
  const { surveyId } = await several('/surveys', { name: 'Once', kind: 'csat' })
  const { templateId, status } = await several(`/surveys/${surveyId}/open`, {})
  expect(status).toBe('open')
  const { templates } = await shop.read<{ templates: { templateId: string; name: string }[] }>('/message-templates')
  expect(templates.filter(({ name }) => name.startsWith('Once'))).toMatchObject([{ templateId }])
  expect((await survey(surveyId)).templateId).toBe(templateId)
})

test('answers are read page by page without losing one, however close together they came', async () => {
  const text = { question: 'Again?', followUp: 'Why?', thanks: 'Noted.', options: ['Yes', 'No'] }
  const poll = await make<Survey>('/surveys', { name: 'Again', kind: 'poll', words: { en: text }, isPublic: true })
  await make(`/surveys/${poll.surveyId}/open`, {}, 200)
  for (const comment of ['one', 'two\u0000', 'three']) {
    const sent = await send(`${poll.publicUrl}?lang=en`, { score: '1', comment })
    expect(sent.status).toBe(303)
  }
  // Within one thousandth of a second.
  await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    sql`update survey_answers set answered_at = answered_at + length(comment) * interval '1 microsecond'
      where workspace_id = ${shop.workspaceId} and survey_id = ${poll.surveyId}`.execute(tx),
  )
  const seen: (string | null)[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: SurveyAnswers = await shop.read(
      `/surveys/${poll.surveyId}/answers?limit=1${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...page.answers.map(({ comment }) => comment))
    cursor = page.nextCursor
  }
  expect(seen.toSorted()).toEqual(['one', 'three', 'two'])
})

test('of two messages to one person at once one asks', async () => {
  const dani = await person('dani')
  const people = [1, 2].map(() => ({ messageId: crypto.randomUUID(), customerId: dani }))
  const asks = await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
    putAsks(tx, { clock }, shop.workspaceId, nps, people),
  )
  expect([...asks.keys()]).toEqual([people[0]?.messageId])
})

test('another shop knows nothing of it, and who is forgotten takes their answers along', async () => {
  const paths = ['', '/figures', '/answers', '/answers?format=csv'].map((rest) => `/surveys/${nps.surveyId}${rest}`)
  for (const path of paths) expect((await other.ask('GET', path)).status).toBe(404)
  expect((await other.ask('PATCH', `/surveys/${nps.surveyId}`, { name: 'x' })).status).toBe(404)
  expect((await other.ask('POST', `/surveys/${nps.surveyId}/open`)).status).toBe(404)
  const { answers } = await shop.read<SurveyAnswers>(`/surveys/${nps.surveyId}/answers`)
  const ids = answers.flatMap(({ customer }) => customer?.customerId ?? [])
  expect(ids).toHaveLength(2)
  await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
    const held = await surveysPersonalData.export(tx, shop.workspaceId, ids)
    expect(JSON.stringify(held)).toContain('The coffee was cold')
    await surveysPersonalData.erase(tx, { workspaceId: shop.workspaceId, customerIds: ids })
    expect(await surveysPersonalData.export(tx, shop.workspaceId, ids)).toEqual({ survey_asks: [], survey_answers: [] })
  })
  expect((await survey(nps.surveyId)).answered).toBe(0)
})

test('what was asked long ago goes with its answers, so that the share of those who answered stays true', async () => {
  const before = (await survey(nps.surveyId)).asked
  expect(before).toBeGreaterThan((await survey(nps.surveyId)).answered)
  const retention = answerRetention({ db: server.regulars.db })
  while ((await retention.remove(other.workspaceId, '2030-01-01T00:00:00Z')) > 0);
  expect((await survey(nps.surveyId)).asked).toBe(before)
  while ((await retention.remove(shop.workspaceId, '2030-01-01T00:00:00Z')) > 0);
  expect(await survey(nps.surveyId)).toMatchObject({ asked: 0, answered: 0, rate: null })
})

test('a journey whose survey is closed says so by name before, on its page and to whoever may mend it; people go on', async () => {
  const using = async () =>
    (await shop.read<JourneyList>(`/journeys?using=${nps.surveyId}`)).journeys.map(({ name }) => name)
  const flow = () => shop.read<JourneyFlow>(`/journeys/${journeyId}/flow`)
  const failed = async () => (await flow()).nodes.find(({ nodeId }) => nodeId === 'ask')?.outcomes.failed ?? 0
  const news = () =>
    inWorkspace(server.regulars.messaging.db, shop.workspaceId, async (tx) => {
      const told = await sql`select params, link from notifications where kind = 'journey_broken'`.execute(tx)
      return told.rows
    })
  expect(await using()).toEqual(['After a visit'])
  expect((await flow()).faults).toEqual([])
  await shop.ask('POST', `/surveys/${nps.surveyId}/close`, {})
  const text = 'The survey is not open.'
  expect((await flow()).faults).toEqual([{ nodeId: 'ask', reason: 'survey_not_open', text }])
  const before = await failed()
  for (const who of ['closed-1', 'closed-2']) {
    await person(who)
    await visit(who)
  }
  await expect.poll(failed, { timeout: 15_000 }).toBe(before + 2)
  expect(await news()).toEqual([{ params: { name: 'After a visit' }, link: `/journeys/${journeyId}` }])
  await shop.ask('POST', `/surveys/${nps.surveyId}/open`, {})
  expect((await flow()).faults).toEqual([])
})
