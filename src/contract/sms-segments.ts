/** How a text message is counted: 3GPP TS 23.038 (GSM 7-bit) and UCS-2, with the header that joined parts carry. */
const gsm =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extended = '^{}\\[~]|€\f'

export type SmsSize = {
  encoding: 'gsm7' | 'ucs2'
  /** units of the encoding: a character of the extension table takes two, one beyond the basic plane as well */
  units: number
  segments: number
  /** units that still fit into the last part */
  left: number
}

/** Parts a text takes. No unit is divided between two parts. */
export function countSms(text: string): SmsSize {
  const letters = [...text]
  const isGsm = letters.every((letter) => gsm.includes(letter) || extended.includes(letter))
  const sizes = letters.map((letter) => (isGsm ? (extended.includes(letter) ? 2 : 1) : letter.length))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const [whole, part] = isGsm ? [160, 153] : [70, 67]
  const encoding = isGsm ? 'gsm7' : 'ucs2'
  if (units <= whole) return { encoding, units, segments: units === 0 ? 0 : 1, left: whole - units }
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > part) {
      segments++
      used = 0
    }
    used += size
  }
  return { encoding, units, segments, left: part - used }
}
