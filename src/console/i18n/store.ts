import {
  type Calendar,
  calendarOf,
  createTranslator,
  isLocale,
  type Locale,
  localeDirection,
  type Messages,
  negotiateLocale,
  type Translate,
} from '#platform/i18n'

const storageKey = 'regulars.locale'
const files = import.meta.glob<Messages>('../../i18n/*/*.json', { import: 'default' })

/** What a person and a workspace have chosen about days; null and auto go by the language. */
export type DayChoices = { timeZone: string; calendar: Calendar | 'auto'; weekend: readonly number[] | null }

type Snapshot = DayChoices & { locale: Locale; t: Translate }

const wantedAreas = new Set<string>()
const loaded = new Map<string, Messages>()
const listeners = new Set<() => void>()
const firstLocale = storedLocale() ?? negotiateLocale(navigator.languages.join(','))
let snapshot: Snapshot = {
  locale: firstLocale,
  timeZone: 'UTC',
  calendar: 'auto',
  weekend: null,
  t: createTranslator(firstLocale, {}),
}

/** Fetches the messages of these areas, so that a page can be drawn without a second wait. Safe to repeat. */
export async function loadAreas(...areas: string[]): Promise<void> {
  for (const area of areas) wantedAreas.add(area)
  if (await fetchMissing(snapshot.locale)) publish({})
}

/** What another language than the one on screen says in this area. */
export async function messagesOf(locale: Locale, area: string): Promise<Messages> {
  return (await files[`../../i18n/${locale}/${area}.json`]?.()) ?? {}
}

/** Turns everything on screen to another language at once, after its messages have arrived. */
export async function setLocale(locale: Locale): Promise<void> {
  localStorage.setItem(storageKey, locale)
  await fetchMissing(locale)
  publish({ locale })
}

export function setTimeZone(timeZone: string): void {
  setDays({ timeZone })
}

export function setDays(change: Partial<DayChoices>): void {
  const next = { ...snapshot, ...change }
  const isSame = next.timeZone === snapshot.timeZone && next.calendar === snapshot.calendar
  if (!isSame || String(next.weekend) !== String(snapshot.weekend)) publish(change)
}

export function currentLocale(): Locale {
  return snapshot.locale
}

/** The calendar of who reads; what they have chosen is known once their session is. */
export function currentCalendar(): Calendar {
  return calendarOf(snapshot.locale, snapshot.calendar)
}

export function storedLocale(): Locale | undefined {
  const stored = localStorage.getItem(storageKey) ?? ''
  return isLocale(stored) ? stored : undefined
}

export function currentSnapshot(): Snapshot {
  return snapshot
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

async function fetchMissing(locale: Locale): Promise<boolean> {
  const missing = [...wantedAreas].filter((area) => !loaded.has(`${locale}/${area}`))
  await Promise.all(
    missing.map(async (area) => {
      const load = files[`../../i18n/${locale}/${area}.json`]
      loaded.set(`${locale}/${area}`, load === undefined ? {} : await load())
    }),
  )
  return missing.length > 0
}

function publish(change: Partial<Omit<Snapshot, 't'>>): void {
  const next = { ...snapshot, ...change }
  const messages: Messages = {}
  for (const area of wantedAreas) Object.assign(messages, loaded.get(`${next.locale}/${area}`))
  snapshot = { ...next, t: createTranslator(next.locale, messages) }
  document.documentElement.lang = next.locale
  document.documentElement.dir = localeDirection(next.locale)
  for (const listener of listeners) listener()
}
