import type { CustomerCare, ImportantDate } from '#contract/care'
import type { CustomerDetail } from '#contract/customers'
import type { Task } from '#contract/tasks'
import { stateOf } from './consent-state.ts'

export type NextAction =
  | { kind: 'task'; task: Task }
  | { kind: 'congratulate'; date: ImportantDate }
  | { kind: 'call' | 'write' | 'greet' | 'thank' | 'second_visit' | 'ask_consent' }
  | { kind: 'wait'; expectedOn: string | null }

const congratulateDays = 7
const freshDays = 45

/** The one thing to do for this customer now. What is promised comes first, then who may be lost, then who may be won. */
export function nextAction(
  customer: Pick<
    CustomerDetail,
    'email' | 'phone' | 'lifecycle' | 'visits' | 'lateFrom' | 'asOf' | 'lastVisitOn' | 'usualGapDays' | 'silentDays'
  >,
  care: Pick<CustomerCare, 'dates' | 'consents' | 'risk' | 'preferences'>,
  tasks: Task[],
  today: string,
): NextAction {
  const due = tasks.find(({ status, due, snoozedUntil }) => {
    if (status !== 'open' || due === null) return false
    return due.on <= today && (snoozedUntil === null || snoozedUntil <= today)
  })
  if (due) return { kind: 'task', task: due }
  const date = care.dates.find(({ inDays }) => inDays <= congratulateDays)
  if (date) return { kind: 'congratulate', date }
  const { lateFrom, asOf, lifecycle } = customer
  const isLate = lateFrom !== null && lateFrom <= asOf
  if (isLate || lifecycle === 'dormant' || care.risk.level === 'high') return { kind: reachBy(customer, care) }
  if (lifecycle === 'won_back') return { kind: 'thank' }
  const { visits, silentDays } = customer
  if (visits === 1 && silentDays !== null && silentDays <= freshDays) return { kind: 'second_visit' }
  if (customer.visits > 0 && care.consents.length === 0) return { kind: 'ask_consent' }
  return { kind: 'wait', expectedOn: expectedDay(customer) }
}

/** By phone where it is wanted and not refused, else in writing, else when they are here next. */
function reachBy(
  { phone, email }: Pick<CustomerDetail, 'phone' | 'email'>,
  { consents, preferences }: Pick<CustomerCare, 'consents' | 'preferences'>,
): 'call' | 'write' | 'greet' {
  const mayCall = phone !== null && stateOf(consents, 'phone', 'marketing') !== 'withdrawn'
  const mayWrite = email !== null && stateOf(consents, 'email', 'marketing') !== 'withdrawn'
  if (mayWrite && preferences.channel === 'email') return 'write'
  return mayCall ? 'call' : mayWrite ? 'write' : 'greet'
}

function expectedDay({
  lastVisitOn,
  usualGapDays,
}: Pick<CustomerDetail, 'lastVisitOn' | 'usualGapDays'>): string | null {
  if (lastVisitOn === null || usualGapDays === null) return null
  return new Date(Date.parse(lastVisitOn) + Math.round(usualGapDays) * 86_400_000).toISOString().slice(0, 10)
}
