import { expect, test } from 'vitest'
import type { Journey } from '#contract/journeys'
import type { MessageTemplate } from '#contract/message-templates'
import type { Survey } from '#contract/surveys'
import { startTestServer } from '../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()

const make = async <T>(path: string, body: unknown = {}): Promise<T> => {
  const answer = await shop.ask('POST', path, body)
  expect([200, 201], await answer.clone().text()).toContain(answer.status)
  return (await answer.json()) as T
}
const body = { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] }
const template = async (name: string): Promise<string> => {
  const variants = { en: { subject: 'Hello', preheader: '', body } }
  return (await make<MessageTemplate>('/message-templates', { name, purpose: 'useful', topic: null, variants }))
    .templateId
}
const journey = (name: string, templateId: string) => {
  const nodes = [{ id: 'hello', kind: 'message', templateId, purpose: 'useful', next: null }]
  const definition = { trigger: { kind: 'manual' }, control: 0, start: 'hello', nodes }
  return make<Journey>('/journeys', { name, definition })
}
const putAway = async (templateId: string, query = ''): Promise<unknown> => {
  const answer = await shop.ask('DELETE', `/message-templates/${templateId}${query}`)
  return answer.status === 204 ? 204 : await answer.json()
}

test('a template at work is put away only if that is meant; the answer names what writes with it', async () => {
  const templateId = await template('Hello')
  const { journeyId } = await journey('Reminders', templateId)
  await make(`/journeys/${journeyId}/start`)
  expect(await putAway(templateId)).toMatchObject({
    status: 409,
    reason: 'template_in_use',
    detail: expect.stringContaining('Reminders'),
    details: { usedBy: [{ kind: 'journey', id: journeyId, name: 'Reminders' }] },
  })
  expect((await shop.read<MessageTemplate>(`/message-templates/${templateId}`)).name).toBe('Hello')
  expect(await putAway(templateId, '?force=true')).toBe(204)
  expect(await putAway(templateId)).toMatchObject({ reason: 'template_not_found' })
  const message = { key: 'late', customerId: crypto.randomUUID(), templateId }
  expect(await (await shop.ask('POST', '/messages', message)).json()).toMatchObject({ reason: 'template_not_found' })
})

test('what is only being drafted holds no template; the letter of an open survey is at work', async () => {
  const templateId = await template('Draft')
  await journey('A draft', templateId)
  expect(await putAway(templateId)).toBe(204)
  const { surveyId } = await make<Survey>('/surveys', { name: 'How was it?', kind: 'csat' })
  const letter = (await make<Survey>(`/surveys/${surveyId}/open`)).templateId ?? ''
  expect(await putAway(letter)).toMatchObject({ details: { usedBy: [{ kind: 'survey', id: surveyId }] } })
  await make(`/surveys/${surveyId}/close`)
  expect(await putAway(letter)).toBe(204)
})
