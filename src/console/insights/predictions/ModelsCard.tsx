import type { Candidate, PredictionReport } from '#contract/predictions'
import { Card, type DataColumn, DataTable, TableCsv } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './predictions.module.css'

/** The candidates side by side, which one is used and why. */
export function ModelsCard({ report }: { report: PredictionReport }) {
  const { t, number, percent } = useI18n()
  const { used, candidates, leaving } = report
  if (used === null || candidates.length === 0) return null
  const share = (value: number | null, digits = 0) => (value === null ? '–' : percent(100 * value, digits))
  const title = t('predictions.models.title')
  const columns: DataColumn<Candidate>[] = [
    { key: 'model', label: t('predictions.models.model'), render: ({ model }) => t(`predictions.model.${model}`) },
    { key: 'auc', label: t('predictions.models.auc'), numeric: true, render: ({ auc }) => share(auc, 1) },
    {
      key: 'loss',
      label: t('predictions.models.loss'),
      numeric: true,
      render: ({ logLoss }) => (logLoss === null ? '–' : number(logLoss, 3)),
      csv: ({ logLoss }) => logLoss,
    },
    {
      key: 'off',
      label: t('predictions.models.off'),
      numeric: true,
      render: ({ calibrationError }) => share(calibrationError, 1),
    },
    { key: 'state', label: t('predictions.models.state'), render: ({ state }) => t(`predictions.state.${state}`) },
  ]
  return (
    <Card title={title} aside={<TableCsv title={title} columns={columns} rows={candidates} />}>
      <p className={classes.words}>
        {t('predictions.models.words', {
          model: t(`predictions.model.${used}`),
          reason: t(used === 'rhythm' ? 'predictions.models.simplest' : 'predictions.models.better'),
        })}
      </p>
      <DataTable caption={title} rows={candidates} rowKey={({ model }) => model} columns={columns} />
      <p className={`${classes.words} ${classes.quiet}`} style={{ marginBlockStart: 12 }}>
        {t('predictions.models.auc_help')}
      </p>
      {leaving !== null && leaving !== 'seen' && (
        <p className={`${classes.words} ${classes.quiet}`}>{t(`predictions.leaving.${leaving}`)}</p>
      )}
    </Card>
  )
}
