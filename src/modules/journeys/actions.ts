import { z } from 'zod'
import { taskKinds } from '#contract/task-words'
import { appendCustomerEvents } from '#modules/customers'
import { createTask } from '#modules/tasks'
import { type Clock, dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Jobs } from '#platform/jobs'
import type { Tx } from '#platform/postgres'
import { readZone } from './bring-in.ts'
import { webhookJob } from './call-webhook.ts'
import type { JourneyAction } from './journeys-deps.ts'
import { isGone } from './webhooks-gone.ts'

const setTrait = z.strictObject({
  trait: z.string().min(1).max(128),
  value: z.union([z.string().max(1024), z.number(), z.boolean(), z.null()]),
})
const tag = z.strictObject({ tag: z.string().trim().min(1).max(128) })
const webhook = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) })
const task = z.strictObject({
  title: z.string().trim().min(1).max(300),
  kind: z.enum(taskKinds).default('call'),
  dueDays: z.int().min(0).max(365).nullable().default(3),
  ownerId: z.uuid().nullable().default(null),
})

/** What journeys can do by themselves; other modules may offer more. */
export function journeyActions(clock: Clock, jobs: Pick<Jobs, 'enqueue'>): JourneyAction[] {
  return [
    {
      name: 'webhook',
      schema: webhook,
      check: (tx, workspaceId, params) => refuseGone(tx, workspaceId, webhook.parse(params).url),
      perform: async (tx, { workspaceId, key, ...ids }, params) => {
        const { url } = webhook.parse(params)
        await refuseGone(tx, workspaceId, url)
        const body = { customer_id: ids.customerId, journey_id: ids.journeyId, run_id: ids.runId }
        const told = { type: 'journey.step', timestamp: clock.now().toString(), ...body }
        await jobs.enqueue(webhookJob, { workspaceId, id: key, url, body: told }, { tx, key })
      },
    },
    {
      name: 'set_trait',
      schema: setTrait,
      perform: async (tx, { workspaceId, customerId, key }, params) => {
        const { trait, value } = setTrait.parse(params)
        const told = { customerId, traits: { [trait]: value }, messageId: key }
        await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, [told])
      },
    },
    ...(['add_tag', 'remove_tag'] as const).map(
      (name): JourneyAction => ({
        name,
        schema: tag,
        perform: async (tx, { workspaceId, customerId, key }, params) => {
          const tags = [tag.parse(params).tag]
          const properties = name === 'add_tag' ? { added: tags, removed: [] } : { added: [], removed: tags }
          const told = { customerId, event: 'Tags Changed', properties, messageId: key }
          await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, [told])
        },
      }),
    ),
    {
      name: 'create_task',
      schema: task,
      perform: async (tx, { workspaceId, customerId, key }, params) => {
        const { title, kind, dueDays, ownerId } = task.parse(params)
        const due =
          dueDays === null
            ? null
            : { on: dayIn(clock.now().add({ hours: 24 * dueDays }), await readZone(tx, workspaceId)), at: null }
        const make = (owner: string | null) =>
          createTask(tx, clock, workspaceId, { kind: 'system' }, { key, title, kind, customerId, ownerId: owner, due })
        await make(ownerId).catch(async (error: unknown) => {
          // Who left does no more tasks; the task is there for somebody to take.
          if (!(error instanceof DomainError) || error.reason !== 'owner_not_found') throw error
          await make(null)
        })
      },
    },
  ]
}

async function refuseGone(tx: Tx, workspaceId: string, url: string): Promise<void> {
  if (await isGone(tx, workspaceId, url))
    throw new DomainError('conflict', 'webhook_gone', 'The address has said that it is gone.')
}
