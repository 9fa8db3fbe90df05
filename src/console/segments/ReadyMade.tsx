import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { readyMadeGroups } from '#contract/segment-words'
import type { ReadyMadeSegment, Segment } from '#contract/segments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'
import { readyMadeQuery } from './segments-query.ts'

/** Segments one click away, by what they look at; those that stand in the list already are not offered again. */
export function ReadyMade({ segments }: { segments: Segment[] }) {
  const { t } = useI18n()
  const found = useQuery(readyMadeQuery).data?.segments ?? []
  const names = new Set(segments.map(({ name }) => name))
  const offered = found.filter(({ key }) => !names.has(t(`segments.ready.${key}`)))
  if (offered.length === 0) return null
  return (
    <Card className={classes.offers} title={t('segments.ready_made')} subtitle={t('segments.ready_made_help')}>
      {readyMadeGroups.map((group) => {
        const inGroup = offered.filter((one) => one.group === group)
        if (inGroup.length === 0) return null
        return (
          <section key={group} className={classes.readyGroup}>
            <h3 className={classes.small}>{t(`segments.kind.${group}`)}</h3>
            <ul className={classes.ready}>
              {inGroup.map((one) => (
                <Offer key={one.key} ready={one} />
              ))}
            </ul>
          </section>
        )
      })}
    </Card>
  )
}

function Offer({ ready }: { ready: ReadyMadeSegment }) {
  const i18n = useI18n()
  const { t } = i18n
  const navigate = useNavigate()
  const { key, definition, needs } = ready
  const [name, description] = [t(`segments.ready.${key}`), t(`segments.ready_text.${key}`)]
  const create = useMutation({
    mutationFn: () => api.post<Segment>('/segments', { name, description, definition }),
    onSuccess: async ({ segmentId }) => {
      void queryClient.invalidateQueries({ queryKey: ['segments', 'list'] })
      await navigate({ to: '/segments/$segmentId', params: { segmentId } })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <li>
      <b>{name}</b>
      <p>{description}</p>
      {needs !== null && <p className={classes.needs}>{t(`segments.needs.${needs}`)}</p>}
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="light"
          loading={create.isPending}
          aria-label={t('segments.use_one', { name })}
          onClick={() => create.mutate()}
        >
          {t('segments.use')}
        </Button>
        <Link to="/segments/new" search={{ ready: key }} aria-label={t('segments.adapt_one', { name })}>
          {t('segments.adapt')}
        </Link>
      </div>
    </li>
  )
}
