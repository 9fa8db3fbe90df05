import { readStatus } from '../status-words.ts'
import { isBlank } from './blank.ts'
import { latinDigits } from './digits.ts'
import { shapeOf } from './sniff-shape.ts'

/** Headings of columns that say yes or no, or the day on which it happened. */
export const flagHeadings = {
  returned: [
    ...['is returned', 'returned', 'is refunded', 'refunded', 'was returned', 'was refunded', 'is return', 'is refund'],
    ...['return flag', 'refund flag', 'returned flag', 'refunded flag', 'return', 'refund', 'order returned'],
    ...['item returned', 'order refunded', 'refunded at', 'returned at', 'chargeback', 'is chargeback'],
    ...['visszaküldve', 'visszaküldött', 'visszatérítve', 'visszatérítés', 'visszavéve', 'visszavett', 'visszáru'],
    ...['jóváírva', 'возвращен', 'возвращено', 'возвращена', 'возврат', 'возврат товара', 'был возврат'],
    ...['مرجوعی', 'مرجوع', 'مرجوع شده', 'برگشتی', 'برگشت خورده', 'برگشت داده شده', 'عودت شده', 'مسترد شده'],
    ...['zwrócone', 'zwrócony', 'zwrócono', 'zwrot', 'zwrot towaru', 'czy zwrot', 'czy zwrócono'],
    ...['zurückgegeben', 'retoure', 'retourniert', 'erstattet', 'retourné', 'remboursé', 'devuelto', 'reembolsado'],
  ],
  cancelled: [
    ...['is cancelled', 'is canceled', 'cancelled', 'canceled', 'was cancelled', 'was canceled', 'cancelled flag'],
    ...['canceled flag', 'cancellation', 'order cancelled', 'order canceled', 'cancelled at', 'canceled at'],
    ...['cancelled on', 'cancelled date', 'cancellation date', 'void', 'voided', 'is void', 'is voided', 'voided at'],
    ...['is deleted', 'lemondva', 'lemondott', 'törölve', 'törölt', 'sztornó', 'stornó', 'storno', 'sztornózva'],
    ...['stornózva', 'sztornózott', 'stornózott', 'érvénytelenítve', 'érvénytelen'],
    ...['отменен', 'отменено', 'отменена', 'отмена', 'аннулирован', 'аннулировано', 'сторно', 'чек удален'],
    ...['заказ удален', 'удален', 'удалено', 'لغو شده', 'لغو', 'کنسل شده', 'کنسل', 'ابطال شده', 'باطل شده', 'ابطال'],
    ...['anulowane', 'anulowany', 'anulowano', 'anulowana', 'czy anulowano', 'odwołane', 'odwołany', 'usunięte'],
    ...['storniert', 'annulé', 'annulée', 'anulado', 'anulada', 'cancelado', 'cancelada'],
  ],
}

const yes = new Set([
  ...['yes', 'y', 'true', 't', '1', 'x', '+', '✓', '✔', '☑', 'igen', 'i', 'igaz', 'да', 'д', 'истина'],
  ...[
    'بله',
    'بلی',
    'آری',
    'tak',
    'prawda',
    'ja',
    'j',
    'oui',
    'o',
    'vrai',
    'sí',
    'si',
    's',
    'ano',
    'evet',
    'sim',
    'так',
  ],
])
const no = new Set([
  ...['no', 'n', 'false', 'f', '0', 'nem', 'hamis', 'нет', 'н', 'ложь', 'خیر', 'نه', 'nie', 'fałsz', 'nein', 'non'],
  ...['faux', 'ne', 'hayır', 'não', 'ні'],
])
const negated = /(^|\s)(not?|non|nem|не|nie|nicht|pas|sin)[\s_-]|نشده$/iu

/** Whether a cell says that it is so: `Yes`, `TRUE`, `igen`, `Returned`, a day. Undefined for what is neither yes nor no. */
export function readFlag(text: string): boolean | undefined {
  const plain = latinDigits(text).trim().toLowerCase()
  if (yes.has(plain)) return true
  if (isBlank(plain) || no.has(plain)) return false
  const status = readStatus(plain)
  if (status === 'refunded' || status === 'cancelled') return true
  if (negated.test(plain)) return false
  return shapeOf(plain) === 'date' ? true : undefined
}
