import { IconChartAreaLine } from '@tabler/icons-react'
import type { Predictions } from '#contract/predictions'
import { Card, EmptyState, LinkButton } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { RunButton } from './RunButton.tsx'

/** Orders, and no prediction from them: none was run, or there is too little to learn from. */
export function NothingForetold({ data: { report, job } }: { data: Predictions }) {
  const { t } = useI18n()
  const icon = <IconChartAreaLine aria-hidden />
  return (
    <Card>
      {report?.status === 'waiting' ? (
        <EmptyState
          icon={icon}
          title={t('predictions.waiting.title')}
          text={report.reason ? t(`predictions.waiting.${report.reason}`) : undefined}
          action={<LinkButton to="/imports">{t('insights.no_orders.action')}</LinkButton>}
        />
      ) : (
        <EmptyState
          icon={icon}
          title={t('predictions.none.title')}
          text={t('predictions.none.text')}
          action={<RunButton isMain isRunning={job !== null} />}
        />
      )}
    </Card>
  )
}
