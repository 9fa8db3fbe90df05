import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Play, PlaySizes } from '#contract/journeys'
import { roleMay } from '#contract/permissions'
import { type PlayGroup, type PlayKey, playGroups } from '#contract/play-words'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import { Card, FormProblem, LinkButton, Loading, PageHeader, Problem, WorkProgress } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './journeys.module.css'
import { playSizesQuery, playsQuery } from './journeys-query.ts'

/** Ready strategies, each one click away from a journey that waits to be switched on. */
export function PlaysPage() {
  const { t, locale } = useI18n()
  const navigate = useNavigate()
  const mayWrite = roleMay(useSession().role, 'journeys:write')
  const list = useQuery(playsQuery)
  const sizes = useQuery(playSizesQuery)
  const use = useMutation({
    mutationFn: (key: PlayKey) => api.post<{ journeyId: string }>(`/plays/${key}/use`, { locale }),
    onSuccess: async ({ journeyId }) => {
      await queryClient.invalidateQueries({ queryKey: ['journeys'] })
      await navigate({ to: '/journeys/$journeyId', params: { journeyId } })
    },
  })
  const isThere = list.data !== undefined
  // A page that leads to one of them: it stands there only now.
  useEffect(() => {
    if (isThere) document.getElementById(window.location.hash.slice(1))?.scrollIntoView()
  }, [isThere])
  const plays = new Map(list.data?.plays.map((one) => [one.key, one]))
  const sized = new Map(sizes.data?.sizes.map((one) => [one.key, one]))
  const isCounting = sizes.isPending || (sizes.data?.left ?? 0) > 0
  return (
    <>
      <PageHeader
        title={t('plays.title')}
        subtitle={t('plays.subtitle')}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
      />
      <FormProblem error={use.error} />
      {list.error && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {sizes.error && !list.error && <Problem error={sizes.error} onRetry={() => void sizes.refetch()} />}
      {isCounting && <Counting sizes={sizes.data} />}
      {list.isPending && (
        <Card>
          <Loading lines={8} />
        </Card>
      )}
      {list.data &&
        (Object.keys(playGroups) as PlayGroup[]).map((group) => (
          <section key={group} className={classes.group} aria-labelledby={`plays-${group}`}>
            <h2 id={`plays-${group}`}>{t(`plays.group.${group}`)}</h2>
            <div className={classes.plays}>
              {playGroups[group].map((key) => {
                const one = plays.get(key)
                return (
                  one && (
                    <PlayCard
                      key={key}
                      play={one}
                      size={sized.get(key)}
                      isCounting={isCounting}
                      action={
                        one.journeyId !== null ? (
                          <LinkButton
                            to="/journeys/$journeyId"
                            params={{ journeyId: one.journeyId }}
                            variant="default"
                            aria-label={`${t('plays.open')}: ${t(`plays.${key}.name`)}`}
                          >
                            {t('plays.open')}
                          </LinkButton>
                        ) : (
                          mayWrite && (
                            <Button
                              variant="light"
                              aria-label={`${t('plays.use')}: ${t(`plays.${key}.name`)}`}
                              loading={use.isPending && use.variables === key}
                              onClick={() => use.mutate(key)}
                            >
                              {t('plays.use')}
                            </Button>
                          )
                        )
                      }
                    />
                  )
                )
              })}
            </div>
          </section>
        ))}
    </>
  )
}

/** What a play wants people to do, by the event that tells of it. */
const goals: Record<string, string> = { 'Order Completed': 'order', 'Loyalty Joined': 'join' }

const shownAfterMs = 2_000

/** How far counting is, where it takes long enough to ask oneself. */
function Counting({ sizes }: { sizes: PlaySizes | undefined }) {
  const { t } = useI18n()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), shownAfterMs)
    return () => clearTimeout(timer)
  }, [])
  const { sizes: known, left } = sizes ?? { sizes: [], left: 0 }
  return isLong && <WorkProgress label={t('plays.counting')} done={known.length} total={known.length + left} />
}

type CardProps = {
  play: Play
  size: PlaySizes['sizes'][number] | undefined
  isCounting: boolean
  action: React.ReactNode
}

function PlayCard({ play, size, isCounting, action }: CardProps) {
  const { t } = useI18n()
  const { key, needs, messages, tasks, goal, control } = play
  const event = t(`plays.goal.${goals[goal.event] ?? 'click'}`)
  return (
    <Card title={t(`plays.${key}.name`)} className={classes.playCard}>
      <div className={classes.play} id={`play-${key}`}>
        <p>{t(`plays.${key}.text`)}</p>
        {isCounting && !size && <Loading lines={1} />}
        {size && <p className={classes.size}>{t(`plays.over.${size.over}`, { people: size.people })}</p>}
        <p className={classes.quiet}>{t('plays.does', { messages, tasks })}</p>
        <p className={classes.quiet}>{t('plays.goal', { event, days: goal.days, control })}</p>
        <div>
          <h3 className={classes.small}>{t('plays.needs')}</h3>
          <ul className={classes.needs}>
            {needs.map(({ what, name, met }) => (
              <li key={what} className={met ? classes.met : classes.unmet}>
                {met ? (
                  <IconCheck size={15} role="img" aria-label={t('plays.there')} />
                ) : (
                  <IconAlertTriangle size={15} aria-hidden />
                )}
                <span>
                  {t(`plays.need.${what}`, { name: name ?? '' })}
                  {!met && <b> – {t('plays.missing')}</b>}
                </span>
              </li>
            ))}
          </ul>
        </div>
        <div className={classes.playAction}>{action}</div>
      </div>
    </Card>
  )
}
