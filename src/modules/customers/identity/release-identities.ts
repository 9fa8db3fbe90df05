import { sql } from 'kysely'
import type { CountryCode } from 'libphonenumber-js/min'
import type { Tx } from '#platform/postgres'
import type { HandChange } from '../profile/project-profiles.ts'
import { type Identity, readEmail, readPhone, traitsOf } from './read-identities.ts'

/** An address that somebody corrects or takes away at a desk was not this person's: it is free for whose it is. */
export async function releaseIdentities(
  tx: Tx,
  workspaceId: string,
  changes: HandChange[],
  country: CountryCode,
): Promise<void> {
  const released = changes.flatMap(({ customerId, event, traits }) => {
    const now = traitsOf(event.body)
    const old: Identity[] = []
    const email = readEmail(traits.email)
    if (email !== undefined && 'email' in now && readEmail(now.email) !== email)
      old.push({ kind: 'email', value: email })
    const phone = readPhone(traits.phone, country)
    if (phone !== undefined && 'phone' in now && readPhone(now.phone, country) !== phone)
      old.push({ kind: 'phone', value: phone })
    return old.map((identity) => ({ ...identity, customerId }))
  })
  if (released.length === 0) return
  await sql`delete from customer_identities i
    using jsonb_to_recordset(${JSON.stringify(released)}::jsonb) as r (kind text, value text, "customerId" uuid)
    where i.workspace_id = ${workspaceId} and i.kind = r.kind and i.value = r.value and i.customer_id = r."customerId"`.execute(
    tx,
  )
}
