import type { DuplicateReason } from '#contract/duplicates'

/** What the search knows of two people who share a key. Names are folded, their words sorted. */
export type Pair = {
  aId: string
  bId: string
  keys: string[]
  aName: string | null
  bName: string | null
  aBirthday: string | null
  bBirthday: string | null
  bothHaveAccounts: boolean
  aFirstOn: string | null
  aLastOn: string | null
  bFirstOn: string | null
  bLastOn: string | null
  aSeenOn: string
  bSeenOn: string
}

// How far each reason alone goes; together they add up like chances: 1 − Π(1 − w).
const weights: Partial<Record<DuplicateReason, number>> = {
  same_email: 0.8,
  same_card: 0.8,
  same_phone: 0.7,
  same_birthday: 0.6,
  same_name: 0.35,
  same_mailbox_name: 0.3,
  same_city: 0.25,
  handover: 0.25,
  came_together: 0.15,
}
const doubts: Partial<Record<DuplicateReason, number>> = {
  different_birthday: 0.4,
  different_name: 0.6,
  both_have_accounts: 0.9,
}
const ofKeys: Record<string, DuplicateReason[]> = {
  email: ['same_email'],
  phone: ['same_phone'],
  card: ['same_card'],
  name: ['same_name'],
  name_city: ['same_name', 'same_city'],
  name_birthday: ['same_name', 'same_birthday'],
  name_mailbox: ['same_name', 'same_mailbox_name'],
}
const handoverDays = 60
const togetherDays = 1

/** How much speaks for one person, 0 to 100, and why. Whatever the order of the two, the answer is the same. */
export function scorePair(pair: Pair): { score: number; reasons: DuplicateReason[] } {
  const reasons = new Set(pair.keys.flatMap((key) => ofKeys[key] ?? []))
  if (isHandover(pair)) reasons.add('handover')
  else if (daysBetween(pair.aSeenOn, pair.bSeenOn) <= togetherDays) reasons.add('came_together')
  const { aName, bName, aBirthday, bBirthday } = pair
  if (aBirthday && bBirthday) reasons.add(aBirthday === bBirthday ? 'same_birthday' : 'different_birthday')
  if (aName && bName && !sharesWord(aName, bName)) reasons.add('different_name')
  if (pair.bothHaveAccounts) reasons.add('both_have_accounts')
  let unlike = 1
  let doubt = 1
  for (const reason of reasons) {
    unlike *= 1 - (weights[reason] ?? 0)
    doubt *= doubts[reason] ?? 1
  }
  return { score: Math.round(100 * (1 - unlike) * doubt), reasons: [...reasons] }
}

/** One stops buying shortly before the other begins: somebody with a new address or a new phone. */
function isHandover({ aFirstOn, aLastOn, bFirstOn, bLastOn }: Pair): boolean {
  const follows = (last: string | null, first: string | null): boolean =>
    last !== null && first !== null && last < first && daysBetween(last, first) <= handoverDays
  return follows(aLastOn, bFirstOn) || follows(bLastOn, aFirstOn)
}

function sharesWord(a: string, b: string): boolean {
  const words = new Set(a.split(' '))
  return b.split(' ').some((word) => words.has(word))
}

function daysBetween(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000
}
