import { IconCashRegister } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ShopFigures, StaffFigures } from '#contract/loyalty-oversight'
import { oversightSpans } from '#contract/loyalty-oversight-words'
import { roleMay } from '#contract/permissions'
import { toMajor } from '#platform/money'
import { apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import {
  Badge,
  Card,
  CsvLink,
  EmptyState,
  type EntityColumn,
  EntityTable,
  HelpHint,
  Segmented,
  TableCsv,
} from '../../components/index.ts'
import { type I18n, useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { oversightRoute } from './routes.ts'
import classes from './watch.module.css'
import { tillFiguresQuery } from './watch-query.ts'

/** What each shop and each person did at the tills; who stands out is said in words. */
export function TillFigures({ programmeId }: { programmeId: string }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const { days = 30 } = oversightRoute.useSearch()
  const navigate = oversightRoute.useNavigate()
  const { data, error, isPending, refetch } = useQuery(tillFiguresQuery(programmeId, days))
  const currency = data?.currency ?? 'EUR'
  const staffColumns = useMemo(() => columnsOf<StaffFigures>(i18n, currency, whoOf(i18n)), [i18n, currency])
  const shopColumns = useMemo(() => columnsOf<ShopFigures>(i18n, currency, shopOf(i18n)), [i18n, currency])
  const isOneShop = (data?.shops.length ?? 0) < 2
  const shared = {
    loading: isPending,
    error,
    onRetry: () => void refetch(),
    empty: (
      <EmptyState
        icon={<IconCashRegister aria-hidden />}
        title={t('till.watch.no_deeds')}
        text={t('till.watch.no_deeds_text')}
      />
    ),
  }
  return (
    <>
      <Card
        flush
        title={
          <>
            {t('till.watch.staff')}
            <HelpHint hint="till.watch.outliers_help" about={t('till.watch.outliers')} />
          </>
        }
        subtitle={t('till.watch.staff_help')}
        aside={
          <div className={classes.tools}>
            <Segmented
              label={t('till.watch.span')}
              value={String(days)}
              options={oversightSpans.map((span) => ({
                value: String(span),
                label: t('till.watch.days', { count: span }),
              }))}
              onChange={(value) =>
                void navigate({
                  search: (now) => ({ ...now, days: oversightSpans.find((span) => String(span) === value) }),
                  replace: true,
                })
              }
            />
            {roleMay(role, 'customers:export') && (data?.staff.length ?? 0) > 0 && (
              <CsvLink
                href={apiAddress(programmePath(programmeId, '/till-figures'), { days, format: 'csv' })}
                label={t('console.export_csv')}
              />
            )}
          </div>
        }
      >
        <EntityTable
          caption={t('till.watch.staff')}
          columns={staffColumns}
          rows={data?.staff ?? []}
          rowKey={({ personId }) => personId}
          {...shared}
        />
      </Card>
      {!isOneShop && (
        <Card
          flush
          title={t('till.watch.shops')}
          subtitle={t('till.watch.shops_help')}
          aside={<TableCsv title={t('till.watch.shops')} columns={shopColumns} rows={data?.shops ?? []} />}
        >
          <EntityTable
            caption={t('till.watch.shops')}
            columns={shopColumns}
            rows={data?.shops ?? []}
            rowKey={({ shop }) => shop ?? ''}
            {...shared}
          />
        </Card>
      )}
    </>
  )
}

type Figures = Omit<StaffFigures, 'personId' | 'name'>

const whoOf = ({ t }: I18n): EntityColumn<StaffFigures> => ({
  key: 'who',
  label: t('till.watch.who'),
  width: 'minmax(140px, 1.6fr)',
  phone: 'title',
  render: ({ name }) => <bdi>{name ?? t('till.watch.somebody')}</bdi>,
})

const shopOf = ({ t }: I18n): EntityColumn<ShopFigures> => ({
  key: 'shop',
  label: t('till.watch.shop'),
  width: 'minmax(140px, 1.6fr)',
  phone: 'title',
  render: ({ shop, tills }) => (
    <span>
      <bdi>{shop ?? t('till.watch.no_shop')}</bdi>{' '}
      <small className={classes.soft}>{t('till.watch.tills', { count: tills })}</small>
    </span>
  ),
})

function columnsOf<Row extends Figures>(
  { t, number, money, list }: I18n,
  currency: string,
  first: EntityColumn<Row>,
): EntityColumn<Row>[] {
  const count = (key: 'deeds' | 'guests' | 'stamps' | 'points' | 'rewards' | 'offline'): EntityColumn<Row> => ({
    key,
    label: t(`till.watch.column.${key}`),
    numeric: true,
    render: (row) => number(row[key]),
    csv: (row) => row[key],
  })
  return [
    first,
    count('deeds'),
    count('guests'),
    count('stamps'),
    count('points'),
    {
      key: 'purchases',
      label: t('till.watch.column.purchases'),
      numeric: true,
      width: 'minmax(110px, 1.2fr)',
      render: ({ purchasesMinor }) => money(purchasesMinor, currency, 'whole'),
      csv: ({ purchasesMinor }) => toMajor(purchasesMinor, currency),
    },
    count('rewards'),
    {
      key: 'undone',
      label: t('till.watch.column.undone'),
      numeric: true,
      render: ({ undone, deeds }) =>
        undone === 0 ? number(0) : t('till.watch.undone_of', { count: undone, of: deeds + undone }),
      csv: ({ undone }) => undone,
    },
    count('offline'),
    {
      key: 'outliers',
      label: t('till.watch.outliers'),
      width: 'minmax(150px, 1.6fr)',
      render: ({ outliers }) => (
        <span className={classes.outliers}>
          {outliers.map((kind) => (
            <Badge key={kind} tone="look">
              {t(`till.watch.outlier.${kind}`)}
            </Badge>
          ))}
          {outliers.length === 0 && '–'}
        </span>
      ),
      csv: ({ outliers }) => list(outliers.map((kind) => t(`till.watch.outlier.${kind}`))),
    },
  ]
}
