import type { Session } from '#contract/session'
import { isLocale } from '#platform/i18n'
import { currentLocale, setDays, setLocale, storedLocale } from './store.ts'

/** Shows days in the workspace's zone and the person's calendar, and the person's language unless this browser has chosen another. */
export async function adoptSession({ person, workspace }: Session): Promise<void> {
  setDays({ timeZone: workspace.timeZone, calendar: person.calendar, weekend: workspace.weekend })
  if (storedLocale() === undefined && isLocale(person.locale) && person.locale !== currentLocale()) {
    await setLocale(person.locale)
  }
}
