import { expect, test } from 'vitest'
import type { Journey, JourneyFlow, JourneyRuns, PlayList } from '#contract/journeys'
import type { MessageTemplate } from '#contract/message-templates'
import type { Survey } from '#contract/surveys'
import { locales } from '#platform/i18n'
import { fakeClock } from '#testing'
import { startMailbox } from '../../testing/mailbox.ts'
import { startTestServer } from '../../testing/start-test-server.ts'

const clock = fakeClock('2026-11-23T10:00:00Z')
const { smtpUrl, letters } = await startMailbox()
const server = await startTestServer({ smtpUrl, mailFrom: 'hello@corner.example' }, { clock })
const shop = await server.openShop({ timeZone: 'Europe/Budapest' })

const make = async <T>(path: string, body: unknown = {}): Promise<T> => {
  const answer = await shop.ask('POST', path, body)
  expect([200, 201], await answer.clone().text()).toContain(answer.status)
  return (await answer.json()) as T
}
const setUp = async (): Promise<Journey> => {
  const { journeyId } = await make<{ journeyId: string }>('/plays/thank_you/use', { locale: 'en' })
  return await shop.read<Journey>(`/journeys/${journeyId}`)
}
const surveyNeed = async () => {
  const { plays } = await shop.read<PlayList>('/plays')
  return plays.find(({ key }) => key === 'thank_you')?.needs.find(({ what }) => what === 'survey')
}
const order = async (userId: string, traits: object): Promise<void> => {
  const properties = { order_id: `${userId}-1`, total: 20, currency: 'EUR' }
  const batch = [
    { type: 'identify', userId, traits: { email: `${userId}@mail.example`, name: userId, ...traits } },
    { type: 'track', userId, event: 'Order Completed', properties },
  ]
  const told = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  expect(told.status).toBe(200)
  await server.settle()
}
const lettersTo = (userId: string) => letters.filter(({ to }) => to?.[0]?.address === `${userId}@mail.example`)
const arrived = (userId: string, count: number) =>
  expect.poll(() => lettersTo(userId).length, { timeout: 30_000 }).toBe(count)

test('without an open survey the follow-up of a purchase asks in words', async () => {
  expect(await surveyNeed()).toMatchObject({ met: false })
  const { definition, journeyId } = await setUp()
  expect(definition.nodes.map(({ kind }) => kind)).toEqual(['wait', 'message', 'wait', 'message'])
  await make(`/journeys/${journeyId}/archive`)
})

test('with one it asks that, in the language of each, and leaves in peace who was asked lately', async () => {
  // The newest is not the one that asks how a purchase went.
  const [csat, nps] = await Promise.all(
    (['csat', 'nps'] as const).map(async (kind) => {
      const { surveyId } = await make<Survey>('/surveys', { name: kind, kind })
      return await make<Survey>(`/surveys/${surveyId}/open`)
    }),
  )
  expect(nps?.status).toBe('open')
  expect(await surveyNeed()).toMatchObject({ met: true })
  const { definition, journeyId } = await setUp()
  const last = definition.nodes.at(-1)
  expect(last).toMatchObject({ kind: 'action', action: 'ask_survey', params: { surveyId: csat?.surveyId } })
  const templateId = last?.kind === 'action' ? String(last.params.templateId) : ''
  const { variants } = await shop.read<MessageTemplate>(`/message-templates/${templateId}`)
  for (const locale of locales)
    expect(JSON.stringify(variants[locale]?.body)).toContain(`"surveyId":"${csat?.surveyId}"`)

  // Chance is to keep nobody out.
  const changed = await shop.ask('PATCH', `/journeys/${journeyId}`, { definition: { ...definition, control: 0 } })
  expect(changed.status).toBe(200)
  await make(`/journeys/${journeyId}/start`)
  const flow = () => shop.read<JourneyFlow>(`/journeys/${journeyId}/flow`)
  const waits = () =>
    expect
      .poll(
        async () => {
          const { runs } = await shop.read<JourneyRuns>(`/journeys/${journeyId}/runs`)
          return runs.filter(({ wakeAt }) => wakeAt !== null && Date.parse(wakeAt) > clock.now().epochMilliseconds)
            .length
        },
        { timeout: 30_000 },
      )
      .toBe(1)
  await order('anna', { language: 'fa' })
  await waits()
  clock.advance({ hours: 48 })
  await arrived('anna', 1)
  await waits()
  clock.advance({ hours: 24 * 12 })
  await arrived('anna', 2)
  const text = lettersTo('anna').at(-1)?.text?.replace(/\s+/g, ' ')
  expect(text).toContain(csat?.words.fa?.question)
  await expect
    .poll(async () => (await shop.read<Survey>(`/surveys/${csat?.surveyId}`)).asked, { timeout: 30_000 })
    .toBe(1)

  // Two months later she orders again, and was asked within the 90 days of the survey.
  clock.advance({ hours: 24 * 50 })
  await order('anna', { language: 'fa' })
  await waits()
  clock.advance({ hours: 48 })
  await arrived('anna', 3)
  await waits()
  clock.advance({ hours: 24 * 12 })
  await expect.poll(async () => JSON.stringify(await flow()), { timeout: 30_000 }).toContain('"failed":1')
  expect(lettersTo('anna')).toHaveLength(3)
})
