import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Experiment } from '#contract/experiments'
import { toMajor, toMinor } from '#platform/money'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FormProblem, NumberField, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './experiments.module.css'

/** What each variant has cost, so that the result can say what is left. */
export function CostsCard({ experiment }: { experiment: Experiment }) {
  const { t } = useI18n()
  const { experimentId, arms, currency } = experiment
  const variants = arms.filter(({ isControl }) => !isControl)
  const [costs, setCosts] = useState<Record<string, number | null>>(() =>
    Object.fromEntries(
      variants.map(({ key, costMinor }) => [key, costMinor === 0 ? null : toMajor(costMinor, currency)]),
    ),
  )
  const save = useMutation({
    mutationFn: () =>
      api.patch<Experiment>(`/experiments/${experimentId}`, {
        costs: Object.fromEntries(Object.entries(costs).map(([key, cost]) => [key, toMinor(cost ?? 0, currency)])),
      }),
    onSuccess: async () => {
      toast.good(t('experiments.costs_saved'))
      await queryClient.invalidateQueries({ queryKey: ['experiments', 'one', experimentId] })
    },
  })
  return (
    <Card title={t('experiments.costs')} subtitle={t('experiments.costs_help')}>
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className={classes.costs}>
          {variants.map(({ key, name }) => (
            <NumberField
              key={key}
              label={name}
              value={costs[key] ?? null}
              min={0}
              unit={currency}
              onChange={(cost) => setCosts({ ...costs, [key]: cost })}
            />
          ))}
        </div>
        <FormProblem error={save.error} />
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            {t('console.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
