import { z } from 'zod'
import { traitName } from './customer-edits.ts'
import { listCustomersQuery } from './customers.ts'

const tag = z.string().trim().min(1).max(128)

export const bulkChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add_tag'), tag }),
  z.object({ kind: z.literal('remove_tag'), tag }),
  z.object({
    kind: z.literal('set_trait'),
    trait: traitName,
    /** null takes the trait away */
    value: z.union([z.string().trim().max(1000), z.number(), z.boolean(), z.null()]),
  }),
])
export type BulkChange = z.infer<typeof bulkChange>

const listed = listCustomersQuery.pick({ search: true, filter: true, trait: true, tag: true, where: true, risk: true })

/** Customers picked one by one, or everybody who matches the list's filters at the start. */
export const bulkSelection = z.union([
  z.object({ customerIds: z.array(z.uuid()).min(1).max(1000) }),
  z.object({ query: listed }),
])
export type BulkSelection = z.infer<typeof bulkSelection>

export const bulkRequest = z.object({ selection: bulkSelection, change: bulkChange })
export type BulkRequest = z.infer<typeof bulkRequest>

/** POST /bulk-edits; the same `requestKey` again begins nothing new. */
export const startBulkEdit = bulkRequest.extend({ requestKey: z.string().min(8).max(100).optional() })
export type StartBulkEdit = z.input<typeof startBulkEdit>

export const bulkPreview = z.object({
  customers: z.number(),
  /** more than were counted: at least so many */
  atLeast: z.boolean(),
})
export type BulkPreview = z.infer<typeof bulkPreview>

export const bulkEdit = z.object({
  bulkEditId: z.uuid(),
  change: bulkChange,
  status: z.enum(['queued', 'running', 'done', 'failed', 'undoing', 'undone']),
  /** customers it is about, those whom it changed, those given back, and those kept because somebody changed them since */
  total: z.number(),
  changed: z.number(),
  restored: z.number(),
  kept: z.number(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
})
export type BulkEdit = z.infer<typeof bulkEdit>
export const bulkEdits = z.object({ bulkEdits: z.array(bulkEdit) })
