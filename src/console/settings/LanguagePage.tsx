import { useMutation, useQueryClient } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import type { ChangeWorkspace } from '#contract/session'
import { firstWeekday, formatDay, formatMoney, weekendOf } from '#platform/i18n'
import { api } from '../api/client.ts'
import { sessionQuery, useSession } from '../api/session.ts'
import { Card, FilterChip, Segmented, toast, useDocumentTitle } from '../components/index.ts'
import { chooseCalendar, chooseLocale } from '../i18n/choose-locale.ts'
import { languages } from '../i18n/languages.ts'
import { problemText } from '../i18n/problem-text.ts'
import { setDays } from '../i18n/store.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import classes from './settings.module.css'

/** The person's language and calendar, and the week of the workspace. */
export function LanguagePage() {
  const { t, locale } = useI18n()
  const { workspace, role } = useSession()
  const now = new Date().toISOString()
  useDocumentTitle(t('settings.views.language'))
  return (
    <div className={classes.page}>
      <Card title={t('settings.language.title')} subtitle={t('settings.language.subtitle')}>
        <div className={classes.languages} role="radiogroup" aria-label={t('settings.language.title')}>
          {languages.map((language) => (
            <label key={language.locale} className={classes.language}>
              <input
                type="radio"
                name="language"
                checked={language.locale === locale}
                onChange={() => void chooseLocale(language.locale)}
              />
              <b lang={language.locale}>{language.name}</b>
              <span className={classes.example} lang={language.locale} dir="auto">
                {formatDay(now, language.locale, 'short', workspace.timeZone)} ·{' '}
                <bdi>{formatMoney(123456, workspace.currency, language.locale)}</bdi>
              </span>
            </label>
          ))}
        </div>
      </Card>
      <CalendarCard now={now} />
      {roleMay(role, 'workspace:write') && <WeekCard />}
    </div>
  )
}

const calendars = ['auto', 'gregorian', 'jalali'] as const

function CalendarCard({ now }: { now: string }) {
  const { t, day } = useI18n()
  const { person } = useSession()
  return (
    <Card title={t('settings.calendar.title')} subtitle={t('settings.calendar.subtitle')}>
      <div className={classes.form}>
        <div>
          <Segmented
            label={t('settings.calendar.title')}
            value={person.calendar}
            options={calendars.map((calendar) => ({ value: calendar, label: t(`settings.calendar.${calendar}`) }))}
            onChange={(calendar) => void chooseCalendar(calendar)}
          />
        </div>
        <p className={classes.note}>{t('settings.calendar.today', { day: day(now, 'long') })}</p>
      </div>
    </Card>
  )
}

const allDays = [1, 2, 3, 4, 5, 6, 7]

function WeekCard() {
  const i18n = useI18n()
  const { t, locale, weekend } = i18n
  const client = useQueryClient()
  const names = weekdayNames(locale, 'long')
  const save = useMutation({
    mutationFn: (days: number[]) => api.patch<void>('/workspace', { weekend: days } satisfies ChangeWorkspace),
    onMutate: (days) => setDays({ weekend: days }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  // As the reader counts them: from Saturday in Persian. It does not move with the choice.
  const first = firstWeekday(weekendOf(locale))
  const ordered = allDays.map((_, index) => ((first - 1 + index) % 7) + 1)
  const toggle = (day: number): void => {
    const days = allDays.filter((one) => (one === day ? !weekend.includes(one) : weekend.includes(one)))
    if (days.length > 0 && days.length < 4) save.mutate(days)
  }
  return (
    <Card title={t('settings.week.title')} subtitle={t('settings.week.subtitle')}>
      <div className={classes.form}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in a row with its buttons. */}
        <div role="group" aria-label={t('settings.week.weekend')} className={classes.weekdays}>
          {ordered.map((day) => (
            <FilterChip key={day} active={weekend.includes(day)} onClick={() => toggle(day)}>
              {names[day - 1]}
            </FilterChip>
          ))}
        </div>
        <p className={classes.note}>{t('settings.week.begins', { day: names[firstWeekday(weekend) - 1] ?? '' })}</p>
      </div>
    </Card>
  )
}
