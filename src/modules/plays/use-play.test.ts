import { expect, test } from 'vitest'
import type { JourneyList } from '#contract/journeys'
import type { TemplateList } from '#contract/message-templates'
import { startTestServer } from '../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()

test('colleagues who set a play up at the same moment get one journey, with its messages once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => shop.ask('POST', '/plays/welcome/use', { locale: 'en' })),
  )
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  const made = await Promise.all(answers.map(async (one) => ((await one.json()) as { journeyId: string }).journeyId))
  expect(new Set(made).size).toBe(1)
  expect((await shop.read<JourneyList>('/journeys')).journeys.map(({ journeyId }) => journeyId)).toEqual(
    made.slice(0, 1),
  )
  expect((await shop.read<TemplateList>('/message-templates')).templates).toHaveLength(2)
})
