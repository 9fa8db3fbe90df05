import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { PlayKey } from '#contract/journeys'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Card, FormProblem, LinkButton, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './journeys.module.css'
import { playsQuery } from './journeys-query.ts'

/** Ready strategies, each one click away from a journey that waits to be switched on. */
export function PlaysPage() {
  const { t, locale } = useI18n()
  const navigate = useNavigate()
  const mayWrite = roleMay(useSession().role, 'journeys:write')
  const list = useQuery(playsQuery)
  const use = useMutation({
    mutationFn: (key: PlayKey) => api.post<{ journeyId: string }>(`/plays/${key}/use`, { locale }),
    onSuccess: async ({ journeyId }) => {
      await queryClient.invalidateQueries({ queryKey: ['journeys'] })
      await navigate({ to: '/journeys/$journeyId', params: { journeyId } })
    },
  })
  return (
    <>
      <PageHeader
        title={t('plays.title')}
        subtitle={t('plays.subtitle')}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
      />
      <FormProblem error={use.error} />
      {list.error && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && (
        <Card>
          <Loading lines={8} />
        </Card>
      )}
      <div className={classes.plays}>
        {(list.data?.plays ?? []).map(({ key, people, over, journeyId }) => (
          <Card key={key} title={t(`plays.${key}.name`)}>
            <p>{t(`plays.${key}.text`)}</p>
            <p className={classes.quiet}>{t(`plays.over.${over}`, { people })}</p>
            {journeyId !== null ? (
              <LinkButton to="/journeys/$journeyId" params={{ journeyId }} variant="default">
                {t('plays.open')}
              </LinkButton>
            ) : (
              mayWrite && (
                <Button
                  aria-label={`${t('plays.use')}: ${t(`plays.${key}.name`)}`}
                  loading={use.isPending && use.variables === key}
                  onClick={() => use.mutate(key)}
                >
                  {t('plays.use')}
                </Button>
              )
            )}
          </Card>
        ))}
      </div>
    </>
  )
}
