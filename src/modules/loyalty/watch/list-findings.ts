import type { LoyaltyFinding, LoyaltyFindings } from '#contract/loyalty-oversight'
import { findNames } from '#modules/workspaces'
import { atReportDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { readCurrency } from '../reports/read-currency.ts'
import { findSuspicions } from './find-suspicions.ts'
import type { Finding } from './finding.ts'
import { type Decided, readDecided } from './findings.repo.ts'
import { nameMembers } from './name-members.ts'

type Listed = { found: Finding; decided: Decided | undefined }

/**
 * What somebody should look at: found in the books and not decided, or decided before something new came (`open`); and what was decided.
 * "Look into it" stays open.
 */
export async function listFindings(
  deps: LoyaltyDeps,
  place: Place,
  show: 'open' | 'decided',
): Promise<LoyaltyFindings> {
  return await atReportDesk(deps, place, async (desk) => {
    const decided = new Map((await readDecided(desk)).map((one) => [one.evidence.finding, one]))
    const found = await findSuspicions(desk)
    const open = found
      .map((one) => ({ found: one, decided: decided.get(one.finding) }))
      .filter((one) => one.decided?.decision === undefined || one.decided.decision === 'look' || isNewer(one))
    const isOpen = new Set(open.map((one) => one.found.finding))
    const others = [...decided.values()]
      .filter(({ evidence, decision }) => !isOpen.has(evidence.finding) && decision !== 'look')
      .map((one) => ({ found: one.evidence, decided: one }))
    const findings = await describe(desk, show === 'open' ? open : others)
    return { currency: await readCurrency(desk), findings }
  })
}

const isNewer = ({ found, decided }: Listed): boolean => decided !== undefined && found.at > decided.seenUntil

/** Something that was found, or that somebody decided about. */
export async function findOne(desk: Desk, name: string): Promise<Listed | undefined> {
  const decided = (await readDecided(desk)).find(({ evidence }) => evidence.finding === name)
  const found = (await findSuspicions(desk)).find(({ finding }) => finding === name) ?? decided?.evidence
  return found && { found, decided }
}

async function describe(desk: Desk, listed: Listed[]): Promise<LoyaltyFinding[]> {
  const members = await nameMembers(desk, [...new Set(listed.flatMap(({ found }) => found.memberIds))])
  const people = await findNames(
    desk.tx,
    listed.flatMap(({ found, decided }) => [found.personId, decided?.decidedBy ?? null]),
  )
  return listed.map(({ found, decided }) => {
    const { memberIds, personId, at, ...rest } = found
    return {
      ...rest,
      at: at.toISOString(),
      members: memberIds.flatMap((id) => members.get(id) ?? []),
      person: personId === null ? null : { personId, name: people.get(personId) ?? null },
      decision: decided
        ? {
            decision: decided.decision,
            by: people.get(decided.decidedBy) ?? null,
            at: decided.decidedAt.toISOString(),
            isOld: isNewer({ found, decided }),
          }
        : null,
    }
  })
}
