import { channelsOf } from '#contract/message-channels'
import type { MessagePurpose, MessageReason } from '#contract/messaging'
import { readContacts } from '#modules/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'
import { getTemplate } from '../templates.repo.ts'
import { judgeMessage, type Verdict } from './judge-message.ts'
import { channelsFor, pickChannel } from './pick-channel.ts'
import { readPolicy } from './policy.repo.ts'
import type { Asked } from './read-facts.ts'
import { readManyFacts } from './read-many-facts.ts'

export type PolicyForecast = {
  sent: number
  /** would wait for the end of quiet hours or a holiday */
  waits: number
  heldBack: { reason: MessageReason; people: number }[]
}

type Question = { templateId: string; purpose: MessagePurpose; customerIds: string[] }

/**
 * What would become of a message to each of these people if it were handed over at this moment, judged exactly as it will be then.
 * Sends and writes nothing. Throws template_not_found.
 */
export async function forecastPolicy(
  deps: MessagingDeps,
  workspaceId: string,
  question: Question,
): Promise<PolicyForecast> {
  const verdicts = await inWorkspace(deps.db, workspaceId, (tx) => judgeAll(tx, deps, workspaceId, question))
  const held = new Map<MessageReason, number>()
  for (const verdict of verdicts)
    if (verdict.kind === 'hold') held.set(verdict.reason, (held.get(verdict.reason) ?? 0) + 1)
  return {
    sent: verdicts.filter(({ kind }) => kind === 'send').length,
    waits: verdicts.filter(({ kind }) => kind === 'wait').length,
    heldBack: [...held].map(([reason, people]) => ({ reason, people })).sort((a, b) => b.people - a.people),
  }
}

// No message is this one: nothing is left out of what was sent.
const none = '00000000-0000-7000-8000-000000000000'

async function judgeAll(
  tx: Tx,
  { clock, secret }: MessagingDeps,
  workspaceId: string,
  { templateId, purpose, customerIds }: Question,
): Promise<Verdict[]> {
  const template = await getTemplate(tx, workspaceId, templateId)
  const policy = await readPolicy(tx, workspaceId)
  const stored = await readChannels(tx, workspaceId, secret)
  const { timeZone: shopZone } = await readShop(tx, workspaceId)
  const now = clock.now()
  const contacts = await readContacts(tx, workspaceId, customerIds)
  const gone = customerIds.filter((id) => !contacts.has(id)).map((): Verdict => hold('customer_gone'))
  const people = [...new Map([...contacts.values()].map((one) => [one.customerId, one])).values()]
  const offered = { wanted: null, words: channelsOf(template.variants) }
  const channels = channelsFor(policy, stored, offered)
  if (channels.length === 1 && channels[0] === 'email') {
    const asked = people.map((contact) => ({ messageId: contact.customerId, contact, purpose, topic: template.topic }))
    const facts = await readManyFacts(tx, workspaceId, asked, { shopZone, secret, policy }, now)
    return [...gone, ...[...facts.values()].map((one) => judgeMessage(policy, one, now))]
  }
  const asked: Asked = { messageId: none, purpose, topic: template.topic, shopZone, secret, policy, stored }
  const verdicts = gone
  for (const contact of people)
    verdicts.push((await pickChannel(tx, workspaceId, contact, asked, offered, now)).verdict)
  return verdicts
}

const hold = (reason: MessageReason): Verdict => ({ kind: 'hold', reason })
