import type { Session } from '#contract/session'
import type { Locale } from '#platform/i18n'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { setDays, setLocale } from './store.ts'

/** Turns the screen at once and keeps the choice with the person; a lost connection loses only the keeping. */
export async function chooseLocale(locale: Locale): Promise<void> {
  await setLocale(locale)
  const session = queryClient.getQueryData<Session>(sessionQuery.queryKey)
  if (session === undefined) return
  queryClient.setQueryData(sessionQuery.queryKey, { ...session, person: { ...session.person, locale } })
  await api.patch('/me', { locale }).catch(() => undefined)
}

/** Shows and enters days in this calendar from now on, and keeps the choice with the person. */
export async function chooseCalendar(calendar: Session['person']['calendar']): Promise<void> {
  setDays({ calendar })
  const session = queryClient.getQueryData<Session>(sessionQuery.queryKey)
  if (session === undefined) return
  queryClient.setQueryData(sessionQuery.queryKey, { ...session, person: { ...session.person, calendar } })
  await api.patch('/me', { calendar }).catch(() => undefined)
}
