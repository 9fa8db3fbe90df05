import type { ReferralDoubt } from '#contract/loyalty-oversight-words'
import { foldText } from '#modules/customers'

/** By what a member could be known again. */
export type Known = {
  devices: string[]
  /** payment cards, as hashes */
  marks: string[]
  emails: string[]
  phones: string[]
  /** as their profiles have them: a text, or its parts */
  addresses: unknown[]
}

/** What two members have in common that two people seldom have. Pure. */
export function sameThings(a: Known, b: Known): ReferralDoubt[] {
  const shared: [ReferralDoubt, string[], string[]][] = [
    ['same_device', a.devices, b.devices],
    ['same_card', a.marks, b.marks],
    ['same_email', a.emails.map(plainEmail), b.emails.map(plainEmail)],
    ['same_phone', a.phones, b.phones],
    ['same_address', a.addresses.flatMap(plainAddress), b.addresses.flatMap(plainAddress)],
  ]
  return shared.flatMap(([doubt, own, others]) => (own.some((one) => others.includes(one)) ? [doubt] : []))
}

/** Mail to anna+shop@… and, at Google, to an.na@… comes to one box. */
function plainEmail(email: string): string {
  const [box = '', host = ''] = email.toLowerCase().split('@')
  const bare = box.replace(/\+.*$/, '')
  return ['gmail.com', 'googlemail.com'].includes(host) ? `${bare.replaceAll('.', '')}@gmail.com` : `${bare}@${host}`
}

/** A street without a house would be shared by many, so an address counts with a digit in it. */
function plainAddress(address: unknown): string[] {
  const text = typeof address === 'string' ? address : partsOf(address).join(' ')
  const plain = foldText(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return /\p{N}/u.test(plain) && /\p{L}/u.test(plain) ? [plain] : []
}

function partsOf(address: unknown): string[] {
  if (typeof address !== 'object' || address === null) return []
  const {
    street,
    address1,
    postalCode,
    postal_code: postal = postalCode,
    zip = postal,
  } = address as Record<string, unknown>
  const way = street ?? address1
  return typeof way === 'string' && way !== '' ? [way, ...(zip === undefined ? [] : [String(zip)])] : []
}
