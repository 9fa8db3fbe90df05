/** `begun`: nobody has ordered yet. */
export type OrderStatus = 'sale' | 'refunded' | 'cancelled' | 'begun'

/** In this order, the first that fits: `partially refunded` also says refunded, `not returned` also returned. */
const meanings: [OrderStatus, RegExp][] = [
  [
    'begun',
    /draft|abandon|expired|incomplete|requires?[_ ](payment|action|confirm)|quot(e$|ation)|estimate|pro.?forma|wish.?list|^(product[_ ]?)?view(ed)?$|(^|[_ ])cart$|díjbekérő|árajánlat|piszkozat|счет на оплату|счёт на оплату|черновик|корзин|پیش.?فاکتور|پیش.?نویس|سبد خرید|szkic|porzucon|koszyk|entwurf|angebot|brouillon|devis|borrador|presupuesto/iu,
  ],
  // Before what begins with a no: `No-show`.
  [
    'cancelled',
    /no.?show|nem jelent meg|nem vett[eé]k? át|не пришёл|не пришел|не пришла|неявк|не ?выкуп|عدم حضور|nie przysz|nie ?odebran|nicht erschienen/iu,
  ],
  ['sale', /(^|[\s(])(not?|non|never|nem|не|nie|nicht|keine?|pas|sin)[\s_-]|نشده/iu],
  ['sale', /partial|részben|частич|częściow|teilweise|partiel|parcial|بخشی/iu],
  [
    'refunded',
    /refund|return(?!ing)|(?<!cancell?ed )revers(al|ed)|charge.?back|credit.?(note|memo)|vissz(aár|ár|a(tér|kül|utal|fizet|v[eé]t|vett))|jóváír|возвра|zwr[oó]|erstatt|rückgab|retour|gutschrift|rembours|reembols|devuelt|devoluc|rimbors|vrácen|iade|поверн|مرجوع|عودت|بازگشت|برگشت|استرداد|مسترد|退款|返金/iu,
  ],
  [
    'cancelled',
    /cancel|void|delet|invalid|declin|denied|reject|refus|fail|blocked|fraud|storn|sztorn|töröl|érvénytelen|meghiús|lemond|visszamond|visszautas|elutas|sikertelen|отмен|ан+улир|отклон|отказ|неудач|сторн|удал[её]н|anul|odrzuc|odmow|odwoł|usuni[eę]t|wycofan|annul|iptal|скасован|لغو|کنسل|ابطال|باطل|ناموفق|ملغ|取消/iu,
  ],
]

const known = new Map<string, OrderStatus>()

/** What a shop's status word means for the money: an order partly given back is still a sale, and so is what nobody knows. */
export function readStatus(text: string | undefined): OrderStatus {
  if (text === undefined) return 'sale'
  let status = known.get(text)
  if (status === undefined) {
    status = meanings.find(([, words]) => words.test(text))?.[0] ?? 'sale'
    if (known.size < 10_000) known.set(text, status)
  }
  return status
}

/** Money that moves without anything being sold, as a payment provider lists it among the sales. */
const moved =
  /pay.?out|withdraw|currency conversion|(^|[\s_-])fees?$|reserve|(^|\s)hold(\s|$)|top.?up|kifizetés|jutalék|вывод средств|выплата|комиссия|برداشت|کارمزد|تسویه|wypłata|prowizja|auszahlung|gebühr|virement vers|frais$/iu

/** Whether a kind of row (see `tellsKind`) is a payout, a fee or a transfer, and no sale. */
export const isNoSale = (kind: string): boolean => moved.test(kind)

/** Whether a column says what a row is (sale, refund) rather than what became of it: then a refund gives back another row's sale. */
export const tellsKind = (heading: string): boolean => /typ(e|$|[ _])|kind|típus|тип|вид|rodzaj|نوع/iu.test(heading)
