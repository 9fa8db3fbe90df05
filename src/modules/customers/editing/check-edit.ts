import { sql } from 'kysely'
import type { ChangeCustomer } from '#contract/customer-edits'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { findOwners } from '../customers.repo.ts'
import { homeCountry, type Identity, readEmail, readPhone } from '../identity/read-identities.ts'
import type { Traits } from '../profile/merge-traits.ts'
import { fitValue } from '../traits/check-value.ts'
import { listTraitDefinitions } from '../traits/trait-definitions.repo.ts'

/**
 * The traits that an edit at a desk tells; null takes one away. Throws invalid for an address or a value that cannot be, conflict for an
 * address that is somebody else's: `details.customerId` is who, because the two may be one person.
 */
export async function checkEdit(
  tx: Tx,
  workspaceId: string,
  edit: Omit<ChangeCustomer, 'tags'>,
  customerId?: string,
): Promise<Traits> {
  const told: Traits = {}
  const wanted: Identity[] = []
  if (edit.name !== undefined) told.name = edit.name === '' ? null : edit.name
  if (edit.email !== undefined) {
    told.email = edit.email === null || edit.email === '' ? null : readEmail(edit.email)
    if (told.email === undefined) throw new DomainError('invalid', 'bad_email', 'This is not an e-mail address.')
    if (typeof told.email === 'string') wanted.push({ kind: 'email', value: told.email })
  }
  if (edit.phone !== undefined) {
    const country = homeCountry(await localeOf(tx, workspaceId))
    told.phone = edit.phone === null || edit.phone === '' ? null : readPhone(edit.phone, country)
    if (told.phone === undefined) throw new DomainError('invalid', 'bad_phone', 'This is not a phone number.')
    if (typeof told.phone === 'string') wanted.push({ kind: 'phone', value: told.phone })
  }
  await refuseTaken(tx, workspaceId, wanted, customerId)
  return { ...told, ...(await checkTraits(tx, workspaceId, edit.traits ?? {})) }
}

async function refuseTaken(tx: Tx, workspaceId: string, wanted: Identity[], customerId?: string): Promise<void> {
  if (wanted.length === 0) return
  const owners = await findOwners(tx, workspaceId, wanted)
  const other = owners.find((owner) => owner.customerId !== customerId)
  if (!other) return
  const [reason, message] =
    other.kind === 'email'
      ? ['email_taken', 'Another customer has this e-mail address. If the two are one person, merge them.']
      : ['phone_taken', 'Another customer has this phone number. If the two are one person, merge them.']
  throw new DomainError('conflict', reason as string, message as string, { customerId: other.customerId })
}

async function checkTraits(tx: Tx, workspaceId: string, given: Traits): Promise<Traits> {
  if (Object.keys(given).length === 0) return {}
  const definitions = new Map((await listTraitDefinitions(tx, workspaceId)).map((one) => [one.trait, one]))
  return Object.fromEntries(
    Object.entries(given).map(([trait, value]) => {
      const definition = definitions.get(trait)
      const fitted = definition ? fitValue(definition, value) : value === '' ? null : value
      if (fitted === undefined)
        throw new DomainError(
          'invalid',
          'bad_trait_value',
          `“${definition?.label ?? trait}” does not take this value.`,
          {
            trait,
            kind: definition?.kind,
          },
        )
      return [trait, fitted]
    }),
  )
}

async function localeOf(tx: Tx, workspaceId: string): Promise<string> {
  const found = await sql<{
    locale: string
  }>`select locale from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0]?.locale ?? 'en'
}
