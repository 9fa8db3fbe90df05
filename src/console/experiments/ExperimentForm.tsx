import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { CreateExperiment } from '#contract/experiments'
import { Card, FormProblem, NumberField } from '../components/index.ts'
import { TraitFilters } from '../customers/TraitFilters.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { ArmsField } from './ArmsField.tsx'
import { bodyOf, customerFilters, type Draft, planOf } from './draft.ts'
import classes from './experiments.module.css'
import { GuardFields } from './GuardFields.tsx'
import { MeasuredFields } from './MeasuredFields.tsx'
import { PlanCard } from './PlanCard.tsx'

type ExperimentFormProps = {
  first: Draft
  /** whether it is written down already */
  isKnown?: boolean
  problem: unknown
  isPending: boolean
  onSave: (body: CreateExperiment) => void
}

/** The questions, and beside them what it takes. */
export function ExperimentForm({ first, isKnown = false, problem, isPending, onSave }: ExperimentFormProps) {
  const { t } = useI18n()
  const [draft, setDraft] = useState(first)
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  const [asked] = useDebouncedValue(planOf(draft), 400)
  const body = bodyOf(draft)
  return (
    <form
      className={classes.wizard}
      onSubmit={(event) => {
        event.preventDefault()
        // A dialog's own form tells this one of its sending as well.
        if (body && event.target === event.currentTarget) onSave(body)
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
              <>
                <NativeSelect
                  label={t('experiments.field.filter')}
                  value={draft.filter}
                  onChange={(event) => set({ filter: event.currentTarget.value as Draft['filter'] })}
                  data={customerFilters.map((value) => ({ value, label: t(`customers.filter.${value}`) }))}
                />
                <fieldset className={classes.narrow} aria-label={t('experiments.field.narrow')}>
                  <TraitFilters
                    search={draft.narrow}
                    onChange={(change) => set({ narrow: { ...draft.narrow, ...change } })}
                  />
                </fieldset>
              </>
            )}
          </div>
        </Card>
        <Card title={t('experiments.ask.arms')} subtitle={t('experiments.ask.arms_help')}>
          <ArmsField draft={draft} onChange={set} />
        </Card>
        <Card title={t('experiments.ask.goal')}>
          <GoalFields draft={draft} onChange={set} />
        </Card>
        <Card title={t('experiments.ask.guard')} subtitle={t('experiments.ask.guard_help')}>
          <GuardFields guards={draft.guards} onChange={(guards) => set({ guards })} />
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
        <FormProblem error={problem} />
        <Button type="submit" disabled={!body} loading={isPending} fullWidth>
          {t(isKnown ? 'console.save' : 'experiments.save_draft')}
        </Button>
        <p className={classes.quiet}>{t(body ? 'experiments.save_draft_help' : 'experiments.save_draft_missing')}</p>
      </div>
    </form>
  )
}

function GoalFields({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useI18n()
  return (
    <div className={classes.fields}>
      <MeasuredFields measured={draft} onChange={onChange}>
        <NativeSelect
          label={t('experiments.field.wanted')}
          value={draft.wanted}
          onChange={(event) => onChange({ wanted: event.currentTarget.value as Draft['wanted'] })}
          data={(['more', 'less'] as const).map((value) => ({ value, label: t(`experiments.wanted.${value}`) }))}
        />
      </MeasuredFields>
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
