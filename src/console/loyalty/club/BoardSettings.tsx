import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { boardMeasures, boardPeriods } from '#contract/loyalty-club-words'
import { Card, FormProblem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../loyalty.module.css'
import { CountField } from '../rule-fields.tsx'
import { useRules } from '../use-rules.ts'

/** What the board counts, over which time, and how many places cards show; or the way to begin one. */
export function BoardSettings({ programme, mayWrite }: { programme: LoyaltyProgramme; mayWrite: boolean }) {
  const { t } = useI18n()
  const { rules } = programme
  const now = rules.leaderboard
  const [draft, setDraft] = useState(now ?? { by: 'points' as const, period: 'month' as const, places: 10 })
  const save = useRules(programme)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(now)
  const { leaderboard: _, ...without } = rules
  return (
    <Card title={t('club.board.rules')} subtitle={t('club.board.rules_help')}>
      <fieldset className={classes.bare} disabled={!mayWrite}>
        <div className={classes.row}>
          <NativeSelect
            label={t('club.board.by')}
            value={draft.by}
            onChange={({ currentTarget }) =>
              setDraft({ ...draft, by: boardMeasures.find((one) => one === currentTarget.value) ?? 'points' })
            }
            data={boardMeasures.map((value) => ({ value, label: t(`club.board.by_${value}`) }))}
          />
          <NativeSelect
            label={t('club.board.period')}
            value={draft.period}
            onChange={({ currentTarget }) =>
              setDraft({ ...draft, period: boardPeriods.find((one) => one === currentTarget.value) ?? 'month' })
            }
            data={boardPeriods.map((value) => ({ value, label: t(`club.board.period_${value}`) }))}
          />
          <CountField
            label={t('club.board.places')}
            value={draft.places}
            min={3}
            onChange={(places = 10) => setDraft({ ...draft, places: Math.min(100, Math.max(3, places)) })}
          />
        </div>
        <p className={classes.quiet}>{t('club.board.ties')}</p>
        {mayWrite && (
          <div className={classes.actions}>
            <Button
              size="xs"
              disabled={!isChanged}
              loading={save.isPending}
              onClick={() => save.mutate({ ...rules, leaderboard: draft })}
            >
              {t(now ? 'console.save' : 'club.board.begin')}
            </Button>
            {now && (
              <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate(without)}>
                {t('club.board.end')}
              </Button>
            )}
          </div>
        )}
        <FormProblem error={save.error} />
      </fieldset>
    </Card>
  )
}
