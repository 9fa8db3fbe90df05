import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { Card, Loading, Problem } from '../components/index.ts'
import { experimentQuery, resultQuery } from '../experiments/experiments-query.ts'
import { ResultWords } from '../experiments/ResultView.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { RolloutDialog } from './RolloutDialog.tsx'

/** What the programme itself brings, where chance decides who is a member first; otherwise the one step towards knowing it. */
export function Effect({ programme }: { programme: LoyaltyProgramme }) {
  const { t } = useI18n()
  const { role } = useSession()
  const mayMeasure = roleMay(role, 'experiments:write') && roleMay(role, 'loyalty:write')
  const [isOpen, setOpen] = useState(false)
  const { rollout } = programme.rules
  if (rollout && !roleMay(role, 'experiments:read')) return null
  return (
    <Card title={t('loyalty.effect.title')} subtitle={t('loyalty.effect.subtitle')}>
      {rollout ? (
        <Measured experimentId={rollout.experimentId} />
      ) : (
        <div className={classes.fields}>
          <p className={classes.note}>{t('loyalty.effect.none')}</p>
          {mayMeasure && (
            <div className={classes.actions}>
              <Button variant="default" size="xs" onClick={() => setOpen(true)}>
                {t('loyalty.effect.measure')}
              </Button>
            </div>
          )}
        </div>
      )}
      {isOpen && <RolloutDialog programme={programme} onClose={() => setOpen(false)} />}
    </Card>
  )
}

function Measured({ experimentId }: { experimentId: string }) {
  const { t } = useI18n()
  const { data: experiment, error, refetch } = useQuery(experimentQuery(experimentId))
  if (experiment === undefined)
    return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={3} />
  return (
    <div className={classes.fields}>
      {experiment.status === 'draft' ? (
        <p className={classes.note}>{t('loyalty.effect.draft')}</p>
      ) : (
        <Shown experiment={experiment} />
      )}
      <Link to="/experiments/$experimentId" params={{ experimentId }}>
        {t('loyalty.effect.open')}
      </Link>
    </div>
  )
}

function Shown({ experiment }: { experiment: Parameters<typeof resultQuery>[0] }) {
  const { data, error, refetch } = useQuery(resultQuery(experiment))
  if (data) return <ResultWords experiment={experiment} result={data} />
  return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={3} />
}
