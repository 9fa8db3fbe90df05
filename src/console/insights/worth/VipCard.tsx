import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import type { VipList, VipQuery } from '#contract/predictions'
import { vipMeasures } from '#contract/vip-measures'
import { api, apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, CsvLink, DataTable, Loading, Problem, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../predictions/predictions.module.css'
import { RiskBadge } from '../predictions/RiskBadge.tsx'

/** The best customers by one of three measures, and why. */
export function VipCard({ by, onChange }: { by: VipQuery['by']; onChange: (by: VipQuery['by']) => void }) {
  const { t, number, money, day } = useI18n()
  const { role } = useSession()
  const { data, isError, error, refetch } = useQuery({
    queryKey: ['predictions', 'vips', by],
    queryFn: ({ signal }) => api.get<VipList>('/predictions/vips', { by, limit: 25 }, signal),
    placeholderData: keepPreviousData,
  })
  const currency = data?.currency ?? 'EUR'
  type Vip = VipList['vips'][number]
  const why = ({ reasons }: Vip) =>
    reasons
      .map(({ measure, amount, top }) => t(`predictions.vips.reason.${measure}`, { amount, top: number(top) }))
      .join(' · ') || '–'
  return (
    <Card
      flush
      title={t('predictions.vips.title')}
      aside={
        <span className={classes.tools}>
          <Segmented
            label={t('predictions.vips.by')}
            value={by}
            options={vipMeasures.map((value) => ({ value, label: t(`predictions.vips.${value}`) }))}
            onChange={onChange}
          />
          {roleMay(role, 'customers:export') && (
            <CsvLink
              href={apiAddress('/predictions/vips', { by, limit: 200, format: 'csv' })}
              label={t('console.csv_of', { title: t('predictions.vips.title') })}
            />
          )}
        </span>
      }
    >
      {isError && data === undefined ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <div className={classes.pad}>
          <Loading lines={6} />
        </div>
      ) : data.vips.length === 0 ? (
        <p className={classes.pad}>
          {t(by === 'engagement' ? 'predictions.vips.no_engagement' : 'predictions.waiting.no_customers')}
        </p>
      ) : (
        <DataTable<Vip>
          cards
          caption={t('predictions.vips.title')}
          rows={data.vips}
          rowKey={({ customerId }) => customerId}
          columns={[
            {
              key: 'who',
              label: t('predictions.list.customer'),
              render: (vip) => (
                <Link to="/customers/$customerId" params={{ customerId: vip.customerId }}>
                  <bdi>{vip.name}</bdi>
                </Link>
              ),
            },
            {
              key: 'spend',
              label: t('predictions.vips.spend'),
              numeric: true,
              render: (vip) => money(vip.revenueMinor, currency, 'whole'),
            },
            { key: 'visits', label: t('predictions.vips.visits'), numeric: true, render: (vip) => number(vip.visits) },
            {
              key: 'why',
              label: t('predictions.vips.why'),
              phone: 'wide',
              render: (vip) => <span className={classes.why}>{why(vip)}</span>,
            },
            {
              key: 'risk',
              label: t('predictions.list.risk'),
              render: ({ risk, band }) =>
                risk === null || band === null ? '–' : <RiskBadge score={{ risk, band, isGone: false }} />,
            },
            {
              key: 'last',
              label: t('predictions.list.last'),
              render: (vip) => (vip.lastVisitOn ? day(vip.lastVisitOn) : '–'),
            },
          ]}
        />
      )}
    </Card>
  )
}
