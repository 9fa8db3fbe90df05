import { Button, NativeSelect } from '@mantine/core'
import { IconAlertTriangle, IconBook2, IconCheck, IconRefresh } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LedgerVerdict, LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyLedgerRow } from '#contract/loyalty-reports'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  Loading,
  Problem,
  pagesOf,
} from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { ledgerQuery, programmePath, verdictQuery } from './loyalty-query.ts'
import { loyaltyLedgerRoute } from './routes.ts'
import { ledgerKinds, reasonOf, sayLine } from './say-line.ts'

/** The books: every transaction, and whether everything that must hold of them does. */
export function LedgerPage() {
  return (
    <LoyaltyFrame>
      {({ programme }) => (
        <>
          <Verdict />
          <Entries programme={programme} />
        </>
      )}
    </LoyaltyFrame>
  )
}

function Verdict() {
  const { t } = useI18n()
  const verdict = useQuery(verdictQuery)
  return (
    <Card
      title={t('loyalty.ledger.verdict')}
      subtitle={t('loyalty.ledger.verdict_help')}
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={verdict.isFetching}
          onClick={() => void verdict.refetch()}
        >
          {t('loyalty.ledger.check')}
        </Button>
      }
    >
      {verdict.data ? (
        <Checks verdict={verdict.data} />
      ) : verdict.error ? (
        <Problem error={verdict.error} onRetry={() => void verdict.refetch()} />
      ) : (
        <Loading lines={4} />
      )}
    </Card>
  )
}

function Checks({ verdict }: { verdict: LedgerVerdict }) {
  const { t, number, day } = useI18n()
  const { transactions, unsealed, brokenAt, checks, byItself } = verdict
  const lines = [
    {
      rule: 'chain',
      isOk: brokenAt === null,
      text:
        brokenAt === null
          ? t('loyalty.check.chain', { transactions, unsealed })
          : t('loyalty.check.chain_broken', { at: number(brokenAt) }),
      broken: 0,
    },
    ...checks.map(({ rule, broken }) => ({ rule, isOk: broken === 0, text: t(`loyalty.check.${rule}`), broken })),
  ]
  return (
    <ul className={classes.checks}>
      {lines.map(({ rule, isOk, text, broken }) => (
        <li key={rule}>
          <span data-ok={isOk}>
            {isOk ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
          </span>
          <span>{text}</span>
          <Badge tone={isOk ? 'good' : 'now'}>
            {isOk
              ? t('loyalty.check.holds')
              : broken > 0
                ? t('loyalty.check.broken', { broken })
                : t('loyalty.check.fails')}
          </Badge>
        </li>
      ))}
      {byItself && (
        <li>
          <span data-ok={byItself.broken === 0}>
            <IconRefresh size={18} aria-hidden />
          </span>
          <span>{t('loyalty.check.by_itself', { when: day(byItself.at, 'time') })}</span>
          <Badge tone={byItself.broken === 0 ? 'good' : 'now'}>
            {t(byItself.broken === 0 ? 'loyalty.check.holds' : 'loyalty.check.fails')}
          </Badge>
        </li>
      )}
    </ul>
  )
}

function Entries({ programme }: { programme: LoyaltyProgramme }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const { kind } = loyaltyLedgerRoute.useSearch()
  const navigate = loyaltyLedgerRoute.useNavigate()
  const { programmeId } = programme
  const list = useInfiniteQuery(ledgerQuery(programmeId, { kind }))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const { currency } = useSession().workspace
  const columns = useMemo(() => columnsOf(i18n, currency), [i18n, currency])
  return (
    <Card
      flush
      title={t('loyalty.ledger.entries')}
      aside={
        <div className={classes.actions}>
          <NativeSelect
            aria-label={t('loyalty.ledger.kind')}
            size="xs"
            value={kind ?? ''}
            onChange={({ currentTarget }) =>
              void navigate({ search: (now) => ({ ...now, kind: currentTarget.value || undefined }), replace: true })
            }
            data={[
              { value: '', label: t('loyalty.ledger.all') },
              ...ledgerKinds.map((value) => ({ value, label: t(`loyalty.ledger_kind.${value}`) })),
            ]}
          />
          {roleMay(role, 'customers:export') && rows.length > 0 && (
            <CsvLink
              href={apiAddress(programmePath(programmeId, '/ledger'), { kind, format: 'csv' })}
              label={t('loyalty.ledger.export')}
            >
              {t('loyalty.ledger.export')}
            </CsvLink>
          )}
        </div>
      }
    >
      <EntityTable
        caption={t('loyalty.ledger.entries')}
        columns={columns}
        rows={rows}
        rowKey={(one) => one.transactionId}
        {...pagesOf(list)}
        empty={
          <EmptyState
            icon={<IconBook2 aria-hidden />}
            title={t('loyalty.ledger.empty')}
            text={t('loyalty.ledger.empty_help')}
          />
        }
      />
    </Card>
  )
}

function columnsOf(i18n: I18n, currency: string): EntityColumn<LoyaltyLedgerRow>[] {
  const { t, number, money, day } = i18n
  return [
    {
      key: 'what',
      label: t('loyalty.ledger.what'),
      width: 'minmax(200px, 2fr)',
      phone: 'title',
      render: (row) => (
        <span className={classes.named}>
          <span>{sayLine(row, i18n)}</span>
          {reasonOf(row) && <small dir="auto">{reasonOf(row)}</small>}
        </span>
      ),
    },
    {
      key: 'member',
      label: t('loyalty.member'),
      width: 'minmax(120px, 1fr)',
      render: ({ customerId, name }) =>
        customerId === null ? (
          '–'
        ) : (
          <Link to="/customers/$customerId" params={{ customerId }}>
            <bdi>{name ?? t('loyalty.nameless')}</bdi>
          </Link>
        ),
    },
    {
      key: 'points',
      label: t('loyalty.points'),
      numeric: true,
      width: '100px',
      render: ({ points, detail: { cashMinor } }) =>
        typeof cashMinor === 'number' ? (
          <bdi>{signed(cashMinor, (minor) => money(minor, currency))}</bdi>
        ) : points === 0 ? (
          '–'
        ) : (
          <bdi>{signed(points, number)}</bdi>
        ),
    },
    { key: 'at', label: t('loyalty.ledger.at'), width: '170px', render: ({ at }) => day(at, 'time') },
    { key: 'by', label: t('loyalty.ledger.by'), width: '120px', render: ({ by }) => t(`loyalty.by.${by}`) },
    {
      key: 'sequence',
      label: t('loyalty.ledger.sequence'),
      numeric: true,
      width: '90px',
      phone: 'hidden',
      render: ({ sequence }) => (sequence === null ? '…' : number(sequence)),
    },
  ]
}

export const signed = (points: number, number: (value: number) => string): string =>
  points > 0 ? `+${number(points)}` : `−${number(-points)}`
