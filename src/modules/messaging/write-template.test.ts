import { expect, test } from 'vitest'
import type { MessageTemplate } from '#contract/message-templates'
import { startTestServer } from '../../testing/start-test-server.ts'

const server = await startTestServer()
const shop = await server.openShop()

const variants = {
  en: { subject: 'Hello', preheader: '', body: { kind: 'blocks', blocks: [{ kind: 'text', text: 'Hello' }] } },
}
const make = (name: string) =>
  shop.ask('POST', '/message-templates', { name, purpose: 'useful', topic: null, variants })
const idOf = async (answer: Response): Promise<string> => ((await answer.json()) as MessageTemplate).templateId
const told = async (answer: Response): Promise<unknown> => {
  const { name, reason } = (await answer.json()) as { name?: string; reason?: string }
  return answer.ok ? name : `${answer.status} ${reason}`
}

test('a name is of one template, however many are given it at once and however it is written', async () => {
  const made = await Promise.all(['Hello', 'HELLO', 'hello'].map(make))
  expect(made.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
  const ids = await Promise.all(['One', 'Two', 'Three'].map(async (name) => idOf(await make(name))))
  const renamed = await Promise.all(ids.map((id) => shop.ask('PATCH', `/message-templates/${id}`, { name: 'Late' })))
  const answers = await Promise.all(renamed.map(told))
  expect(answers.toSorted()).toEqual(['409 template_name_taken', '409 template_name_taken', 'Late'])
})

test('a template keeps its name when only its words change, and may be called the same in other letters', async () => {
  const id = await idOf(await make('Parcel'))
  expect(await told(await shop.ask('PATCH', `/message-templates/${id}`, { name: 'Parcel', variants }))).toBe('Parcel')
  expect(await told(await shop.ask('PATCH', `/message-templates/${id}`, { name: 'PARCEL' }))).toBe('PARCEL')
})
