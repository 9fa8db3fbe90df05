import { IconUserOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Badge, Card, EmptyState, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './privacy.module.css'
import { erasuresQuery } from './privacy-queries.ts'

/** Who was forgotten is nowhere any more: only when, by whom and how much. */
export function ErasureList() {
  const { t, day, number } = useI18n()
  const erasures = useQuery(erasuresQuery)
  const list = erasures.data?.erasures
  return (
    <Card title={t('privacy.erasures.title')} subtitle={t('privacy.erasures.subtitle')} flush>
      {list === undefined ? (
        erasures.isError ? (
          <Problem error={erasures.error} onRetry={() => void erasures.refetch()} />
        ) : (
          <Loading lines={3} />
        )
      ) : list.length === 0 ? (
        <EmptyState
          icon={<IconUserOff aria-hidden />}
          title={t('privacy.erasures.empty')}
          text={t('privacy.erasures.empty_text')}
        />
      ) : (
        <ul className={classes.erasures}>
          {list.map(({ erasureId, requestedAt, requestedBy, status, removed }) => (
            <li key={erasureId}>
              <span>
                <time dateTime={requestedAt}>{day(requestedAt, 'time')}</time> ·{' '}
                <bdi>{requestedBy ?? t('privacy.erasures.by_itself')}</bdi>
              </span>
              <span className={classes.removed}>
                {Object.entries(removed)
                  .filter(([, count]) => count > 0)
                  .map(([kind, count]) => `${t(`privacy.rows.${kind}`)}: ${number(count)}`)
                  .join(' · ')}
              </span>
              <Badge tone={status === 'done' ? 'good' : 'look'}>{t(`privacy.erasures.${status}`)}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
