import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Experiment } from '#contract/experiments'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FieldPair, FormProblem, NumberField, PageHeader } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ArmsField } from './ArmsField.tsx'
import { bodyOf, customerFilters, type Draft, emptyDraft, goalKinds, planOf } from './draft.ts'
import classes from './experiments.module.css'
import { goalEventsQuery } from './experiments-query.ts'
import { PlanCard } from './PlanCard.tsx'

/** An experiment written down question by question, with what it takes beside it. */
export function NewExperimentPage() {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [requestKey] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(t('experiments.control_name'), t('experiments.arm_name')))
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  const [asked] = useDebouncedValue(planOf(draft), 400)
  const body = bodyOf(draft, requestKey)
  const create = useMutation({
    mutationFn: async () => await api.post<Experiment>('/experiments', body),
    onSuccess: async ({ experimentId }) => {
      await queryClient.invalidateQueries({ queryKey: ['experiments', 'list'] })
      await navigate({ to: '/experiments/$experimentId', params: { experimentId } })
    },
  })
  return (
    <>
      <PageHeader
        title={t('experiments.new')}
        subtitle={t('experiments.new_subtitle')}
        back={<Link to="/experiments">{t('experiments.title')}</Link>}
      />
      <form
        className={classes.wizard}
        onSubmit={(event) => {
          event.preventDefault()
          if (body) create.mutate()
        }}
      >
        <div className={classes.questions}>
          <Card title={t('experiments.ask.what')}>
            <div className={classes.fields}>
              <TextInput
                label={t('experiments.field.name')}
                placeholder={t('experiments.field.name_example')}
                dir="auto"
                maxLength={120}
                value={draft.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <Textarea
                label={t('experiments.field.hypothesis')}
                placeholder={t('experiments.field.hypothesis_example')}
                dir="auto"
                rows={2}
                maxLength={2000}
                value={draft.hypothesis}
                onChange={(event) => set({ hypothesis: event.currentTarget.value })}
              />
            </div>
          </Card>
          <Card title={t('experiments.ask.who')}>
            <div className={classes.fields}>
              <NativeSelect
                label={t('experiments.field.takes_part')}
                description={t(`experiments.takes_part_help.${draft.takesPart}`)}
                value={draft.takesPart}
                onChange={(event) => set({ takesPart: event.currentTarget.value as Draft['takesPart'] })}
                data={(['customers', 'open'] as const).map((value) => ({
                  value,
                  label: t(`experiments.takes_part.${value}`),
                }))}
              />
              {draft.takesPart === 'customers' && (
                <FieldPair>
                  <NativeSelect
                    label={t('experiments.field.filter')}
                    value={draft.filter}
                    onChange={(event) => set({ filter: event.currentTarget.value as Draft['filter'] })}
                    data={customerFilters.map((value) => ({ value, label: t(`customers.filter.${value}`) }))}
                  />
                  <TextInput
                    label={t('experiments.field.tag')}
                    dir="auto"
                    maxLength={100}
                    value={draft.tag}
                    onChange={(event) => set({ tag: event.currentTarget.value })}
                  />
                </FieldPair>
              )}
            </div>
          </Card>
          <Card title={t('experiments.ask.arms')} subtitle={t('experiments.ask.arms_help')}>
            <ArmsField draft={draft} onChange={set} />
          </Card>
          <Card title={t('experiments.ask.goal')}>
            <GoalFields draft={draft} onChange={set} />
          </Card>
          <Card title={t('experiments.ask.sure')}>
            <div className={classes.fields}>
              <NumberField
                label={t('experiments.field.minimum_effect')}
                description={t('experiments.field.minimum_effect_help')}
                value={draft.minimumEffect}
                min={0.1}
                max={1000}
                unit="%"
                onChange={(minimumEffect) => set({ minimumEffect })}
              />
              <NativeSelect
                label={t('experiments.field.test')}
                description={t(`experiments.test_help.${draft.test}`)}
                value={draft.test}
                onChange={(event) => set({ test: event.currentTarget.value as Draft['test'] })}
                data={(['fixed', 'sequential'] as const).map((value) => ({
                  value,
                  label: t(`experiments.test.${value}`),
                }))}
              />
            </div>
          </Card>
        </div>
        <div className={classes.beside}>
          <PlanCard asked={asked} minimumEffect={draft.minimumEffect} />
          <FormProblem error={create.error} />
          <Button type="submit" disabled={!body} loading={create.isPending} fullWidth>
            {t('experiments.save_draft')}
          </Button>
          <p className={classes.quiet}>{t(body ? 'experiments.save_draft_help' : 'experiments.save_draft_missing')}</p>
        </div>
      </form>
    </>
  )
}

function GoalFields({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useI18n()
  const events = useQuery(goalEventsQuery).data?.events ?? []
  const isEvent = draft.kind.startsWith('event')
  return (
    <div className={classes.fields}>
      <FieldPair>
        <NativeSelect
          label={t('experiments.field.wanted')}
          value={draft.wanted}
          onChange={(event) => onChange({ wanted: event.currentTarget.value as Draft['wanted'] })}
          data={(['more', 'less'] as const).map((value) => ({ value, label: t(`experiments.wanted.${value}`) }))}
        />
        <NativeSelect
          label={t('experiments.field.goal')}
          value={draft.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value as Draft['kind'] })}
          data={goalKinds.map((value) => ({ value, label: t(`experiments.goal.${value}`) }))}
        />
      </FieldPair>
      {isEvent && (
        <FieldPair>
          <TextInput
            label={t('experiments.field.event')}
            dir="auto"
            maxLength={128}
            list="goal-events"
            value={draft.event}
            onChange={(event) => onChange({ event: event.currentTarget.value })}
          />
          {draft.kind === 'event_sum' && (
            <TextInput
              label={t('experiments.field.property')}
              dir="auto"
              maxLength={128}
              value={draft.property}
              onChange={(event) => onChange({ property: event.currentTarget.value })}
            />
          )}
        </FieldPair>
      )}
      <datalist id="goal-events">
        {events.map(({ event }) => (
          <option key={event} value={event} />
        ))}
      </datalist>
      <NumberField
        label={t('experiments.field.window')}
        description={t('experiments.field.window_help')}
        value={draft.windowDays}
        min={1}
        max={365}
        whole
        onChange={(windowDays) => onChange({ windowDays })}
      />
    </div>
  )
}
