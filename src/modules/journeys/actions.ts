import { z } from 'zod'
import { taskKinds } from '#contract/task-words'
import { appendCustomerEvents } from '#modules/customers'
import { createTask } from '#modules/tasks'
import { type Clock, dayIn } from '#platform/clock'
import { readZone } from './bring-in.ts'
import type { JourneyAction } from './journeys-deps.ts'

const setTrait = z.strictObject({
  trait: z.string().min(1).max(128),
  value: z.union([z.string().max(1024), z.number(), z.boolean(), z.null()]),
})
const task = z.strictObject({
  title: z.string().trim().min(1).max(300),
  kind: z.enum(taskKinds).default('call'),
  dueDays: z.int().min(0).max(365).nullable().default(3),
  ownerId: z.uuid().nullable().default(null),
})

/** What journeys can do by themselves; other modules may offer more. */
export function journeyActions(clock: Clock): JourneyAction[] {
  return [
    {
      name: 'set_trait',
      schema: setTrait,
      perform: async (tx, { workspaceId, customerId, key }, params) => {
        const { trait, value } = setTrait.parse(params)
        const told = { customerId, traits: { [trait]: value }, messageId: key }
        await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, [told])
      },
    },
    {
      name: 'create_task',
      schema: task,
      perform: async (tx, { workspaceId, customerId, key }, params) => {
        const { title, kind, dueDays, ownerId } = task.parse(params)
        const due =
          dueDays === null
            ? null
            : { on: dayIn(clock.now().add({ hours: 24 * dueDays }), await readZone(tx, workspaceId)), at: null }
        await createTask(tx, clock, workspaceId, { kind: 'system' }, { key, title, kind, customerId, ownerId, due })
      },
    },
  ]
}
