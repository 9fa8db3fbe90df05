import { Link } from '@tanstack/react-router'
import type { CustomerRow } from '#contract/customers'
import { Avatar, Badge, type EntityColumn, RhythmStrip } from '../components/index.ts'
import type { I18n } from '../i18n/use-i18n.ts'
import classes from './customer-columns.module.css'
import { customerName } from './customer-name.ts'
import { LastContact } from './LastContact.tsx'
import { lateRisk } from './late-risk.ts'
import { SelectBox } from './list/SelectBox.tsx'
import type { Selection } from './list/selection.ts'

const nothing = '–'

/** The columns of the customer list; amounts in `currency`, silence counted until `asOf`. */
export function customerColumns(
  i18n: I18n,
  { currency, asOf, selection }: { currency: string; asOf: string; selection?: Selection | undefined },
): EntityColumn<CustomerRow>[] {
  const { t, number, money, day } = i18n
  const heading = (key: string) => t(`customers.column.${key}`)
  return [
    {
      key: 'name',
      label: heading('name'),
      sort: 'name',
      width: 'minmax(170px, 2.2fr)',
      phone: 'title',
      render: (row) => <Who row={row} selection={selection} />,
    },
    {
      key: 'rhythm',
      label: heading('rhythm'),
      sort: 'usual_gap',
      help: 'customers.help.rhythm',
      width: 'minmax(110px, 1.4fr)',
      phone: 'wide',
      render: (row) =>
        row.recentVisits.length > 0 && (
          <RhythmStrip
            visits={row.recentVisits}
            until={asOf}
            usualGapDays={row.usualGapDays}
            risk={isLate(row, asOf) ? lateRisk(row.score?.band, 'high') : undefined}
          />
        ),
    },
    {
      key: 'orders',
      label: heading('orders'),
      sort: 'orders',
      numeric: true,
      width: 'minmax(64px, .6fr)',
      render: (row) => number(row.orders),
    },
    {
      key: 'revenue',
      label: heading('revenue'),
      sort: 'revenue',
      numeric: true,
      width: 'minmax(88px, .9fr)',
      render: (row) => <b className={classes.strong}>{money(row.revenueMinor, currency, 'whole')}</b>,
    },
    {
      key: 'average',
      label: heading('average'),
      sort: 'average',
      numeric: true,
      width: 'minmax(78px, .8fr)',
      phone: 'hidden',
      render: (row) => (row.orders === 0 ? nothing : money(row.averageMinor, currency, 'whole')),
    },
    {
      key: 'last',
      label: heading('last_order'),
      sort: 'last_order',
      numeric: true,
      width: 'minmax(104px, .9fr)',
      render: (row) => (row.lastOrderAt === null ? nothing : day(row.lastOrderAt)),
    },
    {
      key: 'late',
      label: heading('silent'),
      sort: 'late',
      numeric: true,
      width: 'minmax(90px, .9fr)',
      help: 'customers.help.late',
      render: (row) => <Silence row={row} asOf={asOf} t={t} />,
    },
    {
      key: 'risk',
      label: heading('risk'),
      sort: 'risk',
      numeric: true,
      width: 'minmax(104px, 1fr)',
      help: 'customers.help.risk',
      render: (row) => <Risk score={row.score} i18n={i18n} />,
    },
    {
      key: 'clv',
      label: heading('clv'),
      sort: 'clv',
      numeric: true,
      width: 'minmax(88px, .9fr)',
      help: 'customers.help.clv',
      render: (row) => (row.score === null ? nothing : money(row.score.clvMinor, currency, 'whole')),
    },
    {
      key: 'last_contact',
      label: heading('last_contact'),
      numeric: true,
      width: 'minmax(104px, .9fr)',
      render: (row) => <LastContact customerId={row.customerId} />,
    },
  ]
}

export function isLate(row: Pick<CustomerRow, 'lateFrom'>, asOf: string): boolean {
  return row.lateFrom !== null && row.lateFrom <= asOf
}

function Who({ row, selection }: { row: CustomerRow; selection: Selection | undefined }) {
  const name = customerName(row)
  const second = [row.email, row.phone, row.externalId].find((text) => text !== null && text !== name)
  return (
    <span className={classes.who}>
      {selection && <SelectBox selection={selection} id={row.customerId} name={name} />}
      <Avatar name={name} size={32} />
      <span className={classes.names}>
        <Link to="/customers/$customerId" params={{ customerId: row.customerId }} className={classes.name}>
          <bdi>{name}</bdi>
        </Link>
        {second && <bdi className={classes.second}>{second}</bdi>}
      </span>
    </span>
  )
}

const tones = { low: undefined, medium: 'look', high: 'now' } as const

/** The risk, and from where it has moved within a week. */
function Risk({ score, i18n: { t, percent } }: { score: CustomerRow['score']; i18n: I18n }) {
  if (score === null) return nothing
  if (score.isGone || score.risk === null) return t('customers.risk_gone')
  const tone = score.band === null ? undefined : tones[score.band]
  const now = percent(100 * score.risk, 0)
  const moved = score.weekRisk !== null && Math.abs(score.risk - score.weekRisk) >= 0.02
  return (
    <span className={classes.names}>
      <span>{tone ? <Badge tone={tone}>{now}</Badge> : now}</span>
      {moved && (
        <span className={classes.second}>
          {t('customers.risk_week_ago', { from: percent(100 * (score.weekRisk ?? 0), 0) })}
        </span>
      )}
    </span>
  )
}

function Silence({ row, asOf, t }: { row: CustomerRow; asOf: string; t: I18n['t'] }) {
  if (row.silentDays === null) return nothing
  const text = t('console.unit.days', { days: row.silentDays })
  if (!isLate(row, asOf)) return text
  return <Badge tone={lateRisk(row.score?.band, 'high') === 'high' ? 'now' : 'look'}>{text}</Badge>
}
