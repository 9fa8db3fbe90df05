import type { TypedRow } from './reading/index.ts'

const birthdays =
  /^(birth ?day|date of birth|birth ?date|dob|születés(nap|i (dátum|idő))|день рождения|дата рождения|data urodzenia|urodziny|تاریخ تولد|تولد|geburts(tag|datum))$/i
const tagLists = /^(tags?|labels?|címk[eé]k?|тег[иы]?|метк[аи]|tagi|etykiety|برچسب(‌?ها)?)$/i

/** What a row says of a person, under the names the profile knows; columns of the shop's own keep their headings. */
export function describePerson(row: TypedRow): Record<string, unknown> {
  const traits: Record<string, unknown> = {}
  for (const [heading, text] of Object.entries(row.traits)) {
    const plain = heading.trim().replaceAll('_', ' ')
    if (birthdays.test(plain)) traits.birthday = text
    else if (tagLists.test(plain)) traits.tags = readTags(text)
    else traits[heading] = text
  }
  for (const key of ['name', 'email', 'phone', 'country', 'city'] as const) {
    if (row[key] !== undefined) traits[key] = row[key]
  }
  return traits
}

const readTags = (text: string): string[] =>
  text
    .split(/[,;|،]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
