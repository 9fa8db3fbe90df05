import type { CustomerCare } from '#contract/care'
import { readHabits } from '#modules/customers'
import { explainByRules } from '#modules/predictions'
import { listAttachments } from './attachments.ts'
import type { CareDeps } from './care-deps.ts'
import { listConsents } from './consents.ts'
import { listDates } from './dates.ts'
import { readCustomer } from './in-customer.ts'
import { listNotes } from './notes.ts'
import { readPreferences } from './preferences.ts'

/** Everything people know of a customer, in one answer for their page. */
export async function readCare(deps: CareDeps, workspaceId: string, customerId: string): Promise<CustomerCare> {
  return await readCustomer(deps, workspaceId, customerId, async (tx, family) => ({
    notes: await listNotes(tx, family),
    dates: await listDates(tx, family, deps.clock.now()),
    preferences: await readPreferences(tx, family),
    attachments: await listAttachments(tx, family),
    consents: await listConsents(tx, family),
    risk: explainByRules(await readHabits(tx, deps.clock, workspaceId, family.ids)),
  }))
}
