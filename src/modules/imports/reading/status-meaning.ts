export type StatusMeaning = 'cancelled' | 'refunded' | 'partly_refunded' | 'unpaid' | 'done'

/** In this order: `partially refunded` also says refunded, `not paid` also says paid. */
const patterns: [StatusMeaning, RegExp][] = [
  [
    'partly_refunded',
    /part\w*[\s_-]*refund|частичн\w*\s+возврат|częściow\w* zwr|teilweise erstattet|részben visszatér/u,
  ],
  [
    'cancelled',
    /cancel|void|annul|storn|sztorn|lemond|törölt|отмен|анулир|аннулир|удал[её]н|لغو|کنسل|anulow|declin|reject|elutas|отклон|chargeback|fraud/u,
  ],
  [
    'refunded',
    /refund|return|credit.?(note|memo)|visszatér|visszár|visszáru|jóváír|возвра|مرجوع|بازگشت|استرداد|zwr[oó]|erstatt|rückgab|retour|gutschrift|rembours|avoir|reembols|devol/u,
  ],
  [
    'unpaid',
    /pending|unpaid|not.?paid|await|on.?hold|fail|draft|expired|incomplete|abandon|open|fizetésre vár|függő|sikertelen|не\s*оплач|ожида|в обработке|неудач|در انتظار|ناموفق|پرداخت نشده|oczekuj|nieopłac|ausstehend|offen|unbezahlt|en attente|impay|échou|pendiente|impagad|fallid/u,
  ],
]

const known = new Map<string, StatusMeaning>()

/** What the status of an order means for its money, in eight languages. Unknown and positive words count as `done`. */
export function statusMeaning(status: string): StatusMeaning {
  const cached = known.get(status)
  if (cached) return cached
  const text = status.toLowerCase()
  const meaning = patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? 'done'
  if (known.size < 10_000) known.set(status, meaning)
  return meaning
}
