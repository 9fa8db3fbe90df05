const iso = [
  ...['AED', 'ALL', 'AMD', 'ARS', 'AUD', 'AZN', 'BAM', 'BGN', 'BRL', 'BYN', 'CAD', 'CHF', 'CLP', 'CNY', 'COP', 'CZK'],
  ...['DKK', 'EGP', 'EUR', 'GBP', 'GEL', 'HKD', 'HRK', 'HUF', 'IDR', 'ILS', 'INR', 'IQD', 'IRR', 'ISK', 'JPY', 'KRW'],
  ...['KWD', 'KZT', 'MAD', 'MDL', 'MKD', 'MXN', 'MYR', 'NOK', 'NZD', 'OMR', 'PEN', 'PHP', 'PLN', 'QAR', 'RON', 'RSD'],
  ...['RUB', 'SAR', 'SEK', 'SGD', 'THB', 'TND', 'TRY', 'TWD', 'UAH', 'USD', 'UZS', 'VND', 'ZAR', 'IRT', 'NGN', 'PHP'],
]

const signs: Record<string, string> = {
  $: 'USD',
  us$: 'USD',
  '€': 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₽': 'RUB',
  р: 'RUB',
  руб: 'RUB',
  рубль: 'RUB',
  рублей: 'RUB',
  // As 1C and banks still write it.
  rur: 'RUB',
  ft: 'HUF',
  forint: 'HUF',
  zł: 'PLN',
  zl: 'PLN',
  złotych: 'PLN',
  kč: 'CZK',
  lei: 'RON',
  лв: 'BGN',
  r$: 'BRL',
  c$: 'CAD',
  a$: 'AUD',
  hk$: 'HKD',
  nz$: 'NZD',
  s$: 'SGD',
  mx$: 'MXN',
  nt$: 'TWD',
  '₹': 'INR',
  rs: 'INR',
  '₺': 'TRY',
  tl: 'TRY',
  '₴': 'UAH',
  грн: 'UAH',
  '₸': 'KZT',
  '₪': 'ILS',
  '₩': 'KRW',
  '₫': 'VND',
  '฿': 'THB',
  '₱': 'PHP',
  '₦': 'NGN',
  '₾': 'GEL',
  '₼': 'AZN',
  rm: 'MYR',
  rp: 'IDR',
  '﷼': 'IRR',
  ریال: 'IRR',
  تومان: 'IRT',
  fr: 'CHF',
  sfr: 'CHF',
}

/** `kr` may be of Denmark, Sweden or Norway, `ريال` of Iran or Arabia: they may stand beside a number and name no currency. */
const units = new Set([
  'kr',
  'ريال',
  '-',
  'kg',
  'g',
  'dkg',
  'l',
  'ml',
  'm',
  'db',
  'pcs',
  'pc',
  'шт',
  'кг',
  'г',
  'л',
  'szt',
  'stk',
  'st',
  'عدد',
  'کیلو',
])

const codes = new Map([...iso.map((code) => [code.toLowerCase(), code] as const), ...Object.entries(signs)])

/** The ISO code behind a sign, a code or a short name; undefined when it is none we know. */
export function currencyOf(word: string): string | undefined {
  return codes.get(word.trim().replace(/\.$/, '').toLowerCase())
}

/** Whether a word may stand before or behind a number without making it text: a currency or a unit. */
export const isAffix = (word: string): boolean => {
  const plain = word.trim().replace(/\.$/, '').toLowerCase()
  return plain === '' || codes.has(plain) || units.has(plain)
}
