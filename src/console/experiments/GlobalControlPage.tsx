import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GlobalControl, GlobalControlResult } from '#contract/experiments'
import { roleMay } from '#contract/permissions'
import { api, apiAddress } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  CsvLink,
  FormProblem,
  Loading,
  NumberField,
  Problem,
  toast,
  useDocumentTitle,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import settingsClasses from '../settings/settings.module.css'
import classes from './experiments.module.css'
import { globalControlQuery } from './experiments-query.ts'
import { findingText } from './metric-words.ts'
import { ArmsTable, Intervals } from './ResultView.tsx'

/** Who is kept out of everything, so that everything together can be measured. */
export function GlobalControlPage() {
  const { t } = useI18n()
  const query = useQuery(globalControlQuery)
  useDocumentTitle(t('settings.views.global_control'))
  return (
    <div className={settingsClasses.page}>
      <Card title={t('experiments.global.title')} subtitle={t('experiments.global.subtitle')}>
        {query.data ? (
          <ShareForm key={query.data.sharePercent} result={query.data} />
        ) : query.error ? (
          <Problem error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading lines={3} />
        )}
      </Card>
      {query.data?.state === 'shown' && <ControlResult result={query.data} />}
    </div>
  )
}

function ShareForm({ result }: { result: GlobalControlResult }) {
  const { t, day } = useI18n()
  const mayWrite = roleMay(useSession().role, 'experiments:write')
  const [share, setShare] = useState<number | null>(result.sharePercent)
  const save = useMutation({
    mutationFn: () => api.put<GlobalControl>('/experiments/global-control', { sharePercent: share }),
    onSuccess: async () => {
      toast.good(t('experiments.global.saved'))
      await queryClient.invalidateQueries({ queryKey: ['experiments', 'global-control'] })
    },
  })
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault()
        if (share !== null) save.mutate()
      }}
    >
      <p>{t('experiments.global.text')}</p>
      <NumberField
        label={t('experiments.global.share')}
        description={t('experiments.global.share_help')}
        value={share}
        min={0}
        max={20}
        unit="%"
        disabled={!mayWrite}
        onChange={setShare}
      />
      {result.since !== null && result.sharePercent > 0 && (
        <p className={classes.quiet}>{t('experiments.global.since', { day: day(result.since) })}</p>
      )}
      <FormProblem error={save.error} />
      {mayWrite && (
        <div>
          <Button type="submit" loading={save.isPending} disabled={share === null || share === result.sharePercent}>
            {t('console.save')}
          </Button>
        </div>
      )}
    </form>
  )
}

function ControlResult({ result }: { result: GlobalControlResult }) {
  const i18n = useI18n()
  const { t } = i18n
  const arms = [
    { key: 'control', name: t('experiments.global.control') },
    { key: 'others', name: t('experiments.global.others') },
  ]
  return (
    <Card
      title={t('experiments.global.result')}
      subtitle={t('experiments.effects_help')}
      aside={
        <CsvLink
          href={apiAddress('/experiments/global-control/result', { format: 'csv' })}
          label={t('console.csv_of', { title: t('experiments.global.result') })}
        />
      }
    >
      <div className={classes.fields}>
        <div className={classes.words}>
          {result.metrics.flatMap(({ metric, comparisons }) =>
            comparisons.map((comparison) => (
              <p key={metric.measure}>
                {findingText(i18n, metric, comparison, t('experiments.global.others'), result.currency)}
              </p>
            )),
          )}
        </div>
        <Intervals metrics={result.metrics} arms={arms} currency={result.currency} />
        <ArmsTable metrics={result.metrics} arms={arms} currency={result.currency} />
      </div>
    </Card>
  )
}
