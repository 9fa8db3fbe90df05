import { createHmac, timingSafeEqual } from 'node:crypto'
import { listColleagues, verifyPassword } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import type { Place } from '../../ledger/desk.ts'
import type { CardDeps } from '../card-deps.ts'
import { packIds, readSigned, sign, unpackId } from '../signed.ts'
import { type Device, findDevice } from './devices.ts'
import { forgetTries, spendTry } from './pin-limits.ts'
import { findPin, listTillStaff, mayServe, type Pin } from './pins.ts'

/** A shift; then the PIN is asked again. */
const lastsHours = 12

export type TillSession = {
  device: Device
  personId: string
  name: string
  locale: Locale
  limits: Pick<Pin, 'maxStamps' | 'maxAmountMinor' | 'maxPerHour'>
  /** signs what is done without a connection */
  offlineKey: string
}

export const placeOf = ({ device, personId }: TillSession): Place => ({
  workspaceId: device.workspaceId,
  programmeId: device.programmeId,
  actor: { kind: 'person', actorId: personId },
})

/** Where it stands, for rules and rewards of some shops. */
export const shopOf = ({ device }: TillSession): string | undefined => device.shop ?? undefined

/** Whoever has a PIN, for the list on a trusted device. */
export async function listWithPin(
  deps: CardDeps,
  { workspaceId }: Device,
): Promise<{ personId: string; name: string }[]> {
  const staff = await inWorkspace(deps.db, workspaceId, (tx) => listTillStaff(tx, workspaceId))
  return staff.filter(({ limits }) => limits !== null)
}

/** Five tries in a quarter of an hour for one person on one device, thirty in a day on all of them. Returns what the device keeps; throws wrong_pin, too_many_requests. */
export async function signInWithPin(deps: CardDeps, device: Device, personId: string, pin: string): Promise<string> {
  const { workspaceId, deviceId } = device
  const lockedS = await spendTry(deps, deviceId, { workspaceId, personId })
  if (lockedS !== undefined)
    throw new DomainError('too_many', 'pin_locked', 'Too many wrong PINs.', { minutes: Math.ceil(lockedS / 60) })
  const isMember = (await listWithPin(deps, device)).some((one) => one.personId === personId)
  const found = isMember
    ? await inWorkspace(deps.db, workspaceId, (tx) => findPin(tx, workspaceId, personId))
    : undefined
  if (!(await verifyPassword(pin, found?.pinHash)) || !found)
    throw new DomainError('unauthorized', 'wrong_pin', 'This PIN is wrong.')
  await forgetTries(deps, deviceId, { workspaceId, personId })
  const content = Buffer.alloc(64)
  packIds(workspaceId, deviceId, personId).copy(content)
  content.writeBigUInt64BE(BigInt(deps.clock.now().add({ hours: lastsHours }).epochMilliseconds), 48)
  content.writeBigUInt64BE(BigInt(found.changedAt.getTime()), 56)
  return sign(deps.secret, 'staff', content)
}

/** Who serves at this till; undefined when nobody is signed in, the PIN was changed, or the person may not serve any more. */
export async function readTillSession(
  deps: CardDeps,
  kept: { device: string; staff: string },
): Promise<{ device: Device; session: TillSession | undefined } | undefined> {
  const device = await findDevice(deps, kept.device)
  if (!device) return undefined
  const { workspaceId, deviceId } = device
  const content = readSigned(deps.secret, 'staff', kept.staff)
  const isHere = content?.length === 64 && content.subarray(0, 32).equals(packIds(workspaceId, deviceId))
  if (!isHere || Number(content.readBigUInt64BE(48)) <= deps.clock.now().epochMilliseconds)
    return { device, session: undefined }
  const personId = unpackId(content, 2)
  const session = await inWorkspace(deps.db, workspaceId, async (tx): Promise<TillSession | undefined> => {
    const pin = await findPin(tx, workspaceId, personId)
    const person = (await listColleagues(tx, workspaceId)).find((one) => one.personId === personId)
    if (pin?.changedAt.getTime() !== Number(content.readBigUInt64BE(56)) || !person || !mayServe(person.role))
      return undefined
    const { maxStamps, maxAmountMinor, maxPerHour } = pin
    return {
      device,
      personId,
      name: person.name,
      locale: isLocale(person.locale) ? person.locale : 'en',
      limits: { maxStamps, maxAmountMinor, maxPerHour },
      offlineKey: offlineKeyOf(deps.secret, deviceId, pin),
    }
  })
  return { device, session }
}

/** The same for a person and a device until the PIN is changed, so that signing in again loses nothing that waits. */
const offlineKeyOf = (secret: string, deviceId: string, { personId, changedAt }: Pin): string =>
  createHmac('sha256', secret)
    .update(`loyalty:offline:${deviceId}:${personId}:${changedAt.getTime()}`)
    .digest('base64url')

/** Whether this was signed on this device by who is signed in. */
export function isSignedOffline({ offlineKey }: TillSession, text: string, signature: string): boolean {
  const expected = createHmac('sha256', Buffer.from(offlineKey, 'base64url')).update(text).digest()
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const ticketMinutes = 10

/** That this member's own phone was here a moment ago: what redeeming asks for. */
export function writeTicket(deps: CardDeps, { device }: TillSession, memberId: string): string {
  const content = Buffer.alloc(40)
  packIds(device.deviceId, memberId).copy(content)
  content.writeBigUInt64BE(BigInt(deps.clock.now().add({ minutes: ticketMinutes }).epochMilliseconds), 32)
  return sign(deps.secret, 'ticket', content)
}

export function isTicket(deps: CardDeps, { device }: TillSession, memberId: string, ticket: string): boolean {
  const content = readSigned(deps.secret, 'ticket', ticket)
  if (content?.length !== 40 || !content.subarray(0, 32).equals(packIds(device.deviceId, memberId))) return false
  return Number(content.readBigUInt64BE(32)) > deps.clock.now().epochMilliseconds
}
