import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { LoyaltyCause } from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { Figure, FigureRow, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../loyalty.module.css'
import { programmePath } from '../loyalty-query.ts'

type Shown = { cause: LoyaltyCause; currency: string }

/** What was given, what it is worth, and what of it was handed over. */
export function CauseFigures({ cause, currency }: Shown) {
  const { t, number, money } = useI18n()
  const { points, valueMinor, givers, paidMinor, goalPoints, pointValueMinor } = cause
  const left = valueMinor - paidMinor
  return (
    <>
      <FigureRow>
        <Figure
          label={t('club.cause.points')}
          help="club.help.points"
          value={number(points)}
          of={goalPoints === null ? undefined : t('club.cause.of_goal', { goal: number(goalPoints) })}
        />
        <Figure
          label={t('club.cause.value')}
          help="club.help.value"
          value={money(valueMinor, currency)}
          of={t('club.cause.rate', { amount: money(Math.floor(pointValueMinor * 100), currency) })}
        />
        <Figure
          label={t('club.cause.givers')}
          help="club.help.givers"
          value={number(givers)}
          of={t('club.cause.givers_of')}
        />
        <Figure
          label={t('club.cause.paid')}
          help="club.help.paid"
          value={money(paidMinor, currency)}
          of={left > 0 ? t('club.cause.left', { amount: money(left, currency) }) : t('club.cause.all_paid')}
          {...(left > 0 && { tone: 'look' as const })}
        />
      </FigureRow>
      {goalPoints !== null && (
        <div className={classes.bar} aria-hidden>
          <span style={{ inlineSize: `${Math.min(100, (points / goalPoints) * 100)}%` }} />
        </div>
      )}
    </>
  )
}

/** What cards say it did, the newest first. */
export function CauseNews({
  programmeId,
  cause,
  currency,
  mayWrite,
}: Shown & { programmeId: string; mayWrite: boolean }) {
  const i18n = useI18n()
  const { t, day, money } = i18n
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['loyalty', 'causes', programmeId] })
  const path = (rest: string) => programmePath(programmeId, `/causes/${rest}`)
  const withdraw = useMutation({
    mutationFn: ({ newsId }: LoyaltyCause['news'][number]) => api.delete<void>(path(`news/${newsId}`)),
    onError: (error) => toast.bad(problemText(error, i18n)),
    onSuccess: async (_, { text, paidMinor }) => {
      await refresh()
      const again = { text, ...(paidMinor !== null && { paidMinor }) }
      toast.undo(t('club.cause.withdrawn'), t('console.undo'), () => {
        api
          .post(path(`${encodeURIComponent(cause.causeId)}/news`), again)
          .then(refresh)
          .catch((error: unknown) => toast.bad(problemText(error, i18n)))
      })
    },
  })
  if (cause.news.length === 0) return <p className={classes.quiet}>{t('club.cause.no_news')}</p>
  return (
    <ul className={classes.history} aria-label={t('club.cause.news')}>
      {cause.news.map((one) => (
        <li key={one.newsId}>
          <span>
            <span dir="auto">{one.text}</span>
            <small>
              {day(one.at)}
              {one.paidMinor !== null && ` · ${t('club.cause.handed', { amount: money(one.paidMinor, currency) })}`}
            </small>
          </span>
          {mayWrite && (
            <ActionIcon
              variant="subtle"
              aria-label={`${t('club.cause.withdraw')}: ${one.text}`}
              onClick={() => withdraw.mutate(one)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  )
}
