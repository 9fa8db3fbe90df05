import { sql } from 'kysely'
import type { SetTillPin, TillStaff } from '#contract/loyalty-cards'
import { roleMay } from '#contract/permissions'
import { type Role, roles } from '#contract/role-names'
import { recordAudit } from '#modules/audit'
import { hashPassword, listColleagues } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyActor } from '../../ledger/desk.ts'
import type { CardDeps } from '../card-deps.ts'
import { forgetDay } from './pin-limits.ts'

export type Pin = {
  personId: string
  pinHash: string
  maxStamps: number
  maxAmountMinor: number | null
  maxPerHour: number
  changedAt: Date
}

export async function findPin(tx: Tx, workspaceId: string, personId: string): Promise<Pin | undefined> {
  const { rows } = await sql<Pin>`select person_id as "personId", pin_hash as "pinHash", max_stamps as "maxStamps",
      max_amount_minor as "maxAmountMinor", max_per_hour as "maxPerHour", changed_at as "changedAt"
    from loyalty_till_pins where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
  return rows[0]
}

/** Everybody who may serve at a till, with or without a PIN. */
export async function listTillStaff(tx: Tx, workspaceId: string): Promise<TillStaff[]> {
  const { rows } = await sql<{
    personId: string
    maxStamps: number
    maxAmountMinor: number | null
    maxPerHour: number
  }>`select person_id as "personId", max_stamps as "maxStamps", max_amount_minor as "maxAmountMinor", max_per_hour as "maxPerHour"
    from loyalty_till_pins where workspace_id = ${workspaceId}`.execute(tx)
  const pins = new Map(rows.map(({ personId, ...limits }) => [personId, limits]))
  return (await listColleagues(tx, workspaceId))
    .filter(({ role }) => mayServe(role))
    .map(({ personId, name }) => ({ personId, name, limits: pins.get(personId) ?? null }))
}

/** Whether who has this role serves at tills. */
export function mayServe(role: string): role is Role {
  const known = roles.find((one) => one === role)
  return known !== undefined && roleMay(known, 'loyalty:serve')
}

/** A PIN for somebody who works here, and what they may give at most; whoever was signed in with the one before is signed out. */
export async function setPin(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  personId: string,
  { pin, maxStamps, maxAmountMinor, maxPerHour }: SetTillPin,
): Promise<void> {
  if (pin !== undefined && isEasy(pin))
    throw new DomainError('invalid', 'pin_easy', 'This PIN is the first to be tried.')
  const hash = pin === undefined ? undefined : await hashPassword(pin)
  const now = deps.clock.now().toString()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const staff = await listTillStaff(tx, workspaceId)
    const person = staff.find((one) => one.personId === personId)
    if (!person || (hash === undefined && person.limits === null))
      throw new DomainError('not_found', 'member_not_found', 'There is no such person in this workspace.')
    if (hash === undefined)
      await sql`update loyalty_till_pins set max_stamps = ${maxStamps}, max_amount_minor = ${maxAmountMinor},
          max_per_hour = ${maxPerHour}
        where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
    else
      await sql`insert into loyalty_till_pins
          (workspace_id, person_id, pin_hash, max_stamps, max_amount_minor, max_per_hour, changed_at)
        values (${workspaceId}, ${personId}, ${hash}, ${maxStamps}, ${maxAmountMinor}, ${maxPerHour}, ${now})
        on conflict (workspace_id, person_id) do update set pin_hash = excluded.pin_hash, max_stamps = excluded.max_stamps,
          max_amount_minor = excluded.max_amount_minor, max_per_hour = excluded.max_per_hour, changed_at = excluded.changed_at`.execute(
        tx,
      )
    const target = { kind: 'person', id: personId }
    const detail = { fields: hash === undefined ? ['limits'] : ['pin', 'limits'] }
    await recordAudit(tx, workspaceId, actor, { action: 'till_pin.set', target, detail })
  })
  if (hash !== undefined) await forgetDay(deps, { workspaceId, personId })
}

export async function removePin(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  personId: string,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const done = await sql`delete from loyalty_till_pins where workspace_id = ${workspaceId}
      and person_id = ${personId}`.execute(tx)
    if (done.numAffectedRows === 0n) return await requirePerson(tx, workspaceId, personId)
    const target = { kind: 'person', id: personId }
    await recordAudit(tx, workspaceId, actor, { action: 'till_pin.removed', target })
  })
}

async function requirePerson(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  const isHere = (await listColleagues(tx, workspaceId)).some((one) => one.personId === personId)
  if (!isHere) throw new DomainError('not_found', 'member_not_found', 'There is no such person in this workspace.')
}

/** 0000, 1234, 9876 and the like. */
function isEasy(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
  return steps.every((step) => step === steps[0] && Math.abs(step) <= 1)
}
