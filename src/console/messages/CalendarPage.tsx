import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MessageCalendar } from '#contract/message-calendar'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { addDays, toCalendar } from '../components/date-text.ts'
import {
  Badge,
  Card,
  type DataColumn,
  DataTable,
  Loading,
  PageHeader,
  Problem,
  TableCsv,
  type Tone,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import classes from './calendar.module.css'
import { MessagesTabs } from './MessagesTabs.tsx'
import { calendarQuery } from './messages-query.ts'
import { calendarRoute } from './routes.ts'

type Entry = MessageCalendar['days'][number]['entries'][number]

const weeks = 4
const tones: Record<Entry['kind'], Tone> = { sent: 'quiet', waiting: 'new', planned: 'good' }

/** Everything that went out, waits or is planned, by day, and who gets how much of it. */
export function CalendarPage() {
  const i18n = useI18n()
  const { t, locale, firstWeekday, weekend } = i18n
  const { from } = calendarRoute.useSearch()
  const navigate = calendarRoute.useNavigate()
  const today = new Date().toISOString().slice(0, 10)
  const start = startOfWeek(from ?? addDays(today, -7), firstWeekday)
  const days = Array.from({ length: weeks * 7 }, (_, index) => addDays(start, index))
  const calendar = useQuery(calendarQuery(start, days.at(-1) ?? start))
  const byDay = new Map(calendar.data?.days.map(({ day, entries }) => [day, entries]))
  const names = weekdayNames(locale, 'short')
  const columns = Array.from({ length: 7 }, (_, index) => ((firstWeekday - 1 + index) % 7) + 1)
  const go = (to: string | undefined) => void navigate({ search: { from: to }, replace: true })
  return (
    <>
      <PageHeader title={t('messaging.calendar')} subtitle={t('messaging.calendar_text')} />
      <MessagesTabs />
      <Card
        title={t('messaging.span', { from: i18n.day(start), until: i18n.day(days.at(-1) ?? start) })}
        aside={
          <div className={classes.steps}>
            <Button size="compact-sm" variant="default" onClick={() => go(addDays(start, -weeks * 7))}>
              {t('messaging.earlier')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => go(undefined)}>
              {t('messaging.today')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => go(addDays(start, weeks * 7))}>
              {t('messaging.later')}
            </Button>
          </div>
        }
      >
        {calendar.isPending && <Loading lines={6} />}
        {calendar.error && <Problem error={calendar.error} onRetry={() => void calendar.refetch()} />}
        {calendar.data && (
          <>
            <div className={classes.names} aria-hidden>
              {columns.map((weekday) => (
                <span key={weekday}>{names[weekday - 1]}</span>
              ))}
            </div>
            <ol className={classes.grid}>
              {days.map((day, at) => {
                const entries = byDay.get(day) ?? []
                const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
                return (
                  <li
                    key={day}
                    className={classes.day}
                    data-empty={entries.length === 0}
                    data-today={day === today}
                    data-weekend={weekend.includes(weekday)}
                  >
                    <DayName day={day} isWhole={at === 0} />
                    <Entries entries={entries} />
                  </li>
                )
              })}
            </ol>
            {calendar.data.days.length === 0 && <p>{t('messaging.calendar_empty')}</p>}
          </>
        )}
      </Card>
      {calendar.data && <Load calendar={calendar.data} />}
    </>
  )
}

/** Its number, as in any calendar; month and year where they begin. In the list on a phone a day stands by itself. */
function DayName({ day, isWhole }: { day: string; isWhole: boolean }) {
  const { calendar, number, day: name } = useI18n()
  const ofMonth = toCalendar(day, calendar).day
  return (
    <time dateTime={day} data-whole={isWhole || ofMonth === 1}>
      <span className={classes.whole}>{name(day)}</span>
      <span className={classes.brief} aria-hidden>
        {number(ofMonth)}
      </span>
    </time>
  )
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t, number } = useI18n()
  if (entries.length === 0) return null
  return (
    <ul className={classes.entries}>
      {entries.map((entry) => (
        <li key={`${entry.kind} ${entry.source} ${entry.sourceId} ${entry.name} ${entry.purpose} ${entry.channel}`}>
          <bdi>{entry.name || t(`messaging.from.${entry.source}`)}</bdi>
          <span className={classes.small}>
            <Badge tone={tones[entry.kind]}>{t(`messaging.kind.${entry.kind}`)}</Badge> {number(entry.people)} ·{' '}
            {t(`messaging.from.${entry.source}`)}
            {entry.channel && ` · ${t(`messaging.channel.${entry.channel}`)}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Load({ calendar: { load, busiest } }: { calendar: MessageCalendar }) {
  const { t, number } = useI18n()
  const mayExport = roleMay(useSession().role, 'customers:export')
  if (load.length === 0) return null
  const messages = { key: 'messages', label: t('messaging.load_messages') }
  const loadColumns: DataColumn<MessageCalendar['load'][number]>[] = [
    { ...messages, render: (row) => t('messaging.load_row', { count: row.messages }), csv: (row) => row.messages },
    {
      key: 'people',
      label: t('messaging.load_people'),
      numeric: true,
      render: (row) => number(row.people),
      csv: (row) => row.people,
    },
  ]
  const busiestColumns: DataColumn<MessageCalendar['busiest'][number]>[] = [
    {
      key: 'name',
      label: t('messaging.customer'),
      render: (row) => (
        <Link to="/customers/$customerId" params={{ customerId: row.customerId }}>
          <bdi>{row.name ?? t('messaging.no_name')}</bdi>
        </Link>
      ),
    },
    { ...messages, numeric: true, render: (row) => number(row.messages), csv: (row) => row.messages },
  ]
  return (
    <div className={classes.pair}>
      <Card
        title={t('messaging.load')}
        subtitle={t('messaging.load_text')}
        aside={<TableCsv title={t('messaging.load')} columns={loadColumns} rows={load} />}
      >
        <DataTable
          caption={t('messaging.load')}
          rows={load}
          rowKey={(row) => String(row.messages)}
          columns={loadColumns}
        />
      </Card>
      {busiest.length > 0 && (
        <Card
          title={t('messaging.busiest')}
          subtitle={t('messaging.busiest_text')}
          aside={mayExport && <TableCsv title={t('messaging.busiest')} columns={busiestColumns} rows={busiest} />}
        >
          <DataTable
            caption={t('messaging.busiest')}
            rows={busiest}
            rowKey={(row) => row.customerId}
            columns={busiestColumns}
          />
        </Card>
      )}
    </div>
  )
}

function startOfWeek(day: string, firstWeekday: number): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
  return addDays(day, -((weekday - firstWeekday + 7) % 7))
}
