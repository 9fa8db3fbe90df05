import { createRateLimit, type RateLimit } from '#platform/http'
import type { CardDeps } from '../card-deps.ts'

type Deps = Pick<CardDeps, 'db' | 'clock'>
type Whose = { workspaceId: string; personId: string }

const fast = ({ db, clock }: Deps): RateLimit =>
  createRateLimit({ db, clock, name: 'till-pin', quota: 5, windowSeconds: 900 })
/** Whoever has a till and time: four digits would take most of a year. */
const slow = ({ db, clock }: Deps): RateLimit =>
  createRateLimit({ db, clock, name: 'till-pin-day', quota: 30, windowSeconds: 86_400 })

const atDevice = (deviceId: string, { personId }: Whose): string => `${deviceId} ${personId}`
const anywhere = ({ workspaceId, personId }: Whose): string => `${workspaceId} ${personId}`

/** Counts a try of a PIN at a device. Returns for how many seconds none is taken; undefined where this one is. */
export async function spendTry(deps: Deps, deviceId: string, whose: Whose): Promise<number | undefined> {
  const soon = await fast(deps).take(atDevice(deviceId, whose))
  if (!soon.allowed) return soon.resetSeconds
  const day = await slow(deps).take(anywhere(whose))
  return day.allowed ? undefined : day.resetSeconds
}

/** The PIN was right. */
export async function forgetTries(deps: Deps, deviceId: string, whose: Whose): Promise<void> {
  await fast(deps).forget(atDevice(deviceId, whose))
  await slow(deps).forget(anywhere(whose))
}

/** There is another PIN: what was tried before says nothing of it. */
export async function forgetDay(deps: Deps, whose: Whose): Promise<void> {
  await slow(deps).forget(anywhere(whose))
}
