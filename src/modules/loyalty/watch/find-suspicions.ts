import type { Desk } from '../ledger/desk.ts'
import { findAmounts } from './find-amounts.ts'
import { findFavourites, findOwnPoints } from './find-own-points.ts'
import { findRings } from './find-rings.ts'
import { findSameDevice } from './find-same-device.ts'
import { findUndos } from './find-undos.ts'
import { findVelocity } from './find-velocity.ts'
import type { Finding } from './finding.ts'

const searches = [findVelocity, findSameDevice, findUndos, findOwnPoints, findFavourites, findRings, findAmounts]

/** Everything suspicious in a programme's last 30 days, newest first. Found anew in the books each time: nothing is kept but decisions. */
export async function findSuspicions(desk: Desk): Promise<Finding[]> {
  const found: Finding[] = []
  for (const search of searches) found.push(...(await search(desk)))
  return found.sort((a, b) => b.at.getTime() - a.at.getTime())
}
