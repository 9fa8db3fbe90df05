export type OrderStatus = 'sale' | 'refunded' | 'cancelled'

const partly = /partial|részben|частич|częściow|teilweise|partiel|parcial|بخشی/i
const refunded =
  /refund|return|charge.?back|vissza|возвра|zwr[oó]|erstatt|rembours|reembols|devuelt|devoluc|مرجوع|عودت/i
const cancelled = /cancel|void|declin|fail|storn|töröl|lemond|sikertelen|отмен|аннулир|anul|odrzuc|annul|لغو|ناموفق/i

const known = new Map<string, OrderStatus>()

/** What a shop's status word means for the money: an order partly given back is still a sale. */
export function readStatus(text: string | undefined): OrderStatus {
  if (text === undefined) return 'sale'
  let status = known.get(text)
  if (status === undefined) {
    status = partly.test(text) ? 'sale' : refunded.test(text) ? 'refunded' : cancelled.test(text) ? 'cancelled' : 'sale'
    if (known.size < 10_000) known.set(text, status)
  }
  return status
}

/** `C536379`: the number of a credit note. */
export function isCreditNote(orderId: string): boolean {
  const second = orderId.charCodeAt(1)
  return (orderId.startsWith('C') || orderId.startsWith('c')) && second >= 48 && second <= 57
}
