import { homeCountry, readEmail, readPhone } from '#modules/customers'
import { latinDigits, type TypedRow } from './reading/index.ts'

const mostId = 512
const leastDigits = 6

/**
 * Whose a row is, by what the projector will know them by; undefined when nothing in it names anybody. What was written for
 * nobody (`Guest`, `no e-mail`) is taken out of the row; a phone number that the country has none like is an id as it stands.
 */
export function nameCustomer(row: TypedRow, locale: string): string | undefined {
  const email = readEmail(row.email)
  if (email === undefined) delete row.email
  else row.email = email
  if (row.customer !== undefined && isNobody(row.customer, row)) delete row.customer
  if (row.customer !== undefined) {
    if (row.customer.length > mostId) row.customer = row.customer.slice(0, mostId)
    return row.customer
  }
  if (email !== undefined) return email
  if (row.phone === undefined) return undefined
  const phone = readPhone(row.phone, homeCountry(locale))
  if (phone !== undefined) return phone
  const digits = latinDigits(row.phone).replace(/\D/g, '')
  if (digits.length < leastDigits) {
    delete row.phone
    return undefined
  }
  row.customer = digits.slice(0, mostId)
  return row.customer
}

/** Shops number the guests of their till or checkout 0: with an address beside it, the address says who it was. */
function isNobody(customer: string, { email, phone }: TypedRow): boolean {
  if (customer === '0' || customer === '-1') return email !== undefined || phone !== undefined
  if (customer.length > longest || customer.charCodeAt(0) < 58) return false
  return nobody.has(
    customer
      .toLowerCase()
      .replace(/[\s\-_.:]+/g, ' ')
      .trim(),
  )
}

/** What tills and shops write where no customer was named. As an id it would be the best customer of the shop. */
const nobody = new Set([
  ...[
    'guest',
    'guest customer',
    'guest user',
    'guest checkout',
    'walk in',
    'walkin',
    'walk in customer',
    'walkin customer',
  ],
  ...['cash customer', 'cash sale', 'anonymous', 'unknown', 'unknown customer', 'no customer', 'default customer'],
  ...['pos customer', 'not logged in', 'not available', 'not set'],
  ...[
    'ismeretlen',
    'ismeretlen vevő',
    'készpénzes vevő',
    'lakossági vevő',
    'magánszemély',
    'egyszeri vevő',
    'utcai vendég',
    'vendég',
  ],
  ...['гость', 'розничный покупатель', 'розница', 'физ лицо', 'физлицо', 'физическое лицо', 'частное лицо', 'аноним'],
  ...['неизвестный', 'неизвестно', 'без имени', 'не указан', 'нет'],
  ...['مهمان', 'میهمان', 'مشتری نقدی', 'مشتری گذری', 'مشتری متفرقه', 'متفرقه', 'ناشناس', 'نامشخص'],
  ...[
    'gość',
    'klient detaliczny',
    'klient anonimowy',
    'klient indywidualny',
    'osoba prywatna',
    'osoba fizyczna',
    'anonim',
  ],
  ...['nieznany', 'brak', 'paragon'],
  ...['gast', 'laufkunde', 'laufkundschaft', 'barverkauf', 'unbekannt'],
  ...['client de passage', 'invité', 'anonyme', 'inconnu'],
  // What stands where the name would, in the row that adds up the others.
  ...['total', 'totals', 'grand total', 'subtotal', 'sub total', 'összesen', 'mindösszesen', 'итого', 'всего', 'итог'],
  ...['جمع', 'جمع کل', 'مجموع', 'razem', 'suma', 'łącznie', 'ogółem', 'gesamt', 'summe', 'totale'],
  ...['invitado', 'cliente genérico', 'consumidor final', 'público en general', 'desconocido'],
])

const longest = Math.max(...[...nobody].map((words) => words.length)) + 2
