import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import { auditPerson } from '../audit-person.ts'
import { joinAsPerson, joinByAddress, lookAtInvitation } from '../invitations/accept-invitation.ts'
import { mailNotice } from '../mail-notice.ts'
import { findPersonByEmail, insertPerson } from '../people.repo.ts'
import type { People } from '../people.ts'
import type { OidcProvider } from './provider.ts'

export type Identity = {
  subject: string
  name: string
  /** present only when the provider has verified it */
  email?: string
  isTwoFactor: boolean
}

/**
 * The person who has this identity: linked before, or with the same verified address, or invited: by the link that led here,
 * or with that address. Nobody signs up by having an account at the provider.
 */
export async function findLinkedPerson(
  people: People,
  provider: OidcProvider,
  identity: Identity,
  options: { invitation: string | undefined; locale: string },
): Promise<string> {
  const { db } = people
  const { email } = identity
  const unverified = new DomainError('forbidden', 'email_not_verified', 'The provider has not verified your address.')
  if (provider.domains.length > 0) {
    if (email === undefined) throw unverified
    if (!provider.domains.includes(email.split('@').at(-1) ?? '')) {
      throw new DomainError('forbidden', 'oidc_domain', 'Addresses of this domain may not sign in here.')
    }
  }
  const linked = await findByIdentity(db, provider.issuer, identity.subject)
  if (linked !== undefined) return linked
  if (email === undefined) throw unverified
  const known = await findPersonByEmail(db, email)
  const personId = known ?? (await joinInvited(people, { ...identity, email }, options))
  await db.transaction().execute(async (tx) => {
    await linkIdentity(tx, personId, provider.issuer, identity.subject)
    await auditPerson(tx, personId, { action: 'single_sign_on.linked', detail: { issuer: provider.issuer } })
    if (known !== undefined) await mailNotice(people, tx, personId, 'single_sign_on_linked')
  })
  return personId
}

export async function hasIdentity(db: Db, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select from person_accounts where person_id = ${personId} and provider_id <> 'credential' limit 1`.execute(db)
  return rows.length > 0
}

async function findByIdentity(db: Db, issuer: string, subject: string): Promise<string | undefined> {
  const { rows } = await sql<{ person_id: string }>`
    select person_id from person_accounts where provider_id = ${issuer} and account_id = ${subject}`.execute(db)
  return rows[0]?.person_id
}

// One identity at a provider for each person: a second one with the same address is somebody else, or a mistake.
async function linkIdentity(tx: Tx, personId: string, issuer: string, subject: string): Promise<void> {
  await sql`select from people where id = ${personId} for update`.execute(tx)
  const { rows } = await sql<{ account_id: string }>`
    select account_id from person_accounts where person_id = ${personId} and provider_id = ${issuer}`.execute(tx)
  if (rows.some(({ account_id }) => account_id !== subject)) {
    throw new DomainError('conflict', 'oidc_other_identity', 'This person is linked with another identity there.')
  }
  await sql`
    insert into person_accounts (id, person_id, provider_id, account_id)
    values (${newId()}, ${personId}, ${issuer}, ${subject}) on conflict do nothing`.execute(tx)
  await sql`update people set email_verified = true where id = ${personId}`.execute(tx)
}

async function joinInvited(
  people: People,
  identity: { name: string; email: string },
  { invitation, locale }: { invitation: string | undefined; locale: string },
): Promise<string> {
  const unknown = new DomainError('forbidden', 'oidc_unknown', 'Nobody here has this address; ask to be invited.')
  const { name, email } = identity
  if (invitation !== undefined && (await lookAtInvitation(people, invitation)).email.toLowerCase() !== email)
    throw unknown
  const personId = await people.db.transaction().execute((tx) => insertPerson(tx, { name, email, locale }))
  try {
    if (invitation !== undefined) await joinAsPerson(people, invitation, { personId, email })
    else if ((await joinByAddress(people, { personId, email })) === 0) throw unknown
    return personId
  } catch (error) {
    // Not invited, or somebody else has used the link in between: nobody without a workspace stays behind.
    await sql`delete from people where id = ${personId}`.execute(people.db)
    throw error
  }
}
