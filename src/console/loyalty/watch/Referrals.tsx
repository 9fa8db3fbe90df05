import { IconUserCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import { apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, CsvLink, EmptyState, Loading, Problem, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { ReferralRow } from './ReferralRow.tsx'
import { useReview } from './use-review.ts'
import classes from './watch.module.css'
import { referralsQuery } from './watch-query.ts'

/** Referrals that look like one person twice wait here: their points come when somebody says so. */
export function Referrals({ programmeId, hasRule }: { programmeId: string; hasRule: boolean }) {
  const { t } = useI18n()
  const { role } = useSession()
  const [show, setShow] = useState<'waiting' | 'decided'>('waiting')
  const list = useQuery(referralsQuery(programmeId, show))
  const review = useReview(programmeId)
  const mayDecide = roleMay(role, 'people:write')
  // What waits from before is still decided where the rule is gone.
  if (!hasRule && show === 'waiting' && (list.data?.referrals.length ?? 0) === 0) return null
  return (
    <Card
      flush
      title={t('till.referrals.title')}
      subtitle={t('till.referrals.help')}
      aside={
        <div className={classes.tools}>
          <Segmented
            label={t('till.referrals.title')}
            value={show}
            options={(['waiting', 'decided'] as const).map((value) => ({
              value,
              label: t(`till.referrals.show.${value}`),
            }))}
            onChange={(value) => setShow(value === 'decided' ? 'decided' : 'waiting')}
          />
          {roleMay(role, 'customers:export') && (list.data?.referrals.length ?? 0) > 0 && (
            <CsvLink
              href={apiAddress(programmePath(programmeId, '/referral-reviews'), { show, format: 'csv' })}
              label={t('console.export_csv')}
            />
          )}
        </div>
      }
    >
      {list.data === undefined ? (
        list.error ? (
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Loading lines={3} />
        )
      ) : list.data.referrals.length === 0 ? (
        <EmptyState
          icon={<IconUserCheck aria-hidden />}
          title={t(`till.referrals.empty.${show}`)}
          text={t(`till.referrals.empty.${show}_text`)}
        />
      ) : (
        <ul className={classes.findings}>
          {list.data.referrals.map((referral) => (
            <ReferralRow
              key={referral.referee.memberId}
              referral={referral}
              isBusy={review.isPending}
              {...(mayDecide && { onDecide: (decision) => review.mutate({ referral, decision }) })}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}
