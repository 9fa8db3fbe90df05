import type { Context } from 'hono'
import { DomainError } from '#platform/errors'
import type { Actor } from '#platform/http'
import type { LoyaltyDeps, Place } from './ledger/desk.ts'
import { noteExport } from './watch/note-export.ts'

type Asked = Context<{ Variables: { workspaceId: string; actor: Actor } }>

/** Who takes a list of people away may do so, and is written down before its first row leaves. Throws not_allowed. */
export async function exportPeople(
  deps: Pick<LoyaltyDeps, 'db'>,
  c: unknown,
  place: Place,
  what: string,
): Promise<void> {
  if (!(c as Asked).var.actor.may('customers:export'))
    throw new DomainError('forbidden', 'not_allowed', 'Your role or key does not allow this.', {
      scope: 'customers:export',
    })
  await noteExport(deps, place, what)
}
