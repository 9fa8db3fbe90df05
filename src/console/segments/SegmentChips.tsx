import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CustomerSegments } from '#contract/segments'
import { api } from '../api/client.ts'
import { Badge, Card } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'

/** The segments somebody is in now. */
export function SegmentChips({ customerId }: { customerId: string }) {
  const { t, day } = useI18n()
  const { data } = useQuery({
    queryKey: ['segments', 'of', customerId],
    queryFn: ({ signal }) => api.get<CustomerSegments>(`/customers/${customerId}/segments`, undefined, signal),
  })
  if (data === undefined || data.segments.length === 0) return null
  return (
    <Card title={t('segments.title')}>
      <div className={classes.chips}>
        {data.segments.map(({ segmentId, name, since }) => (
          <Link
            key={segmentId}
            to="/segments/$segmentId"
            params={{ segmentId }}
            title={t('segments.since_day', { day: day(since) })}
          >
            <Badge>
              <bdi>{name}</bdi>
            </Badge>
          </Link>
        ))}
      </div>
    </Card>
  )
}
