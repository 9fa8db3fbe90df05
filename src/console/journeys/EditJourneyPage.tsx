import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Journey } from '#contract/journeys'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Card, FieldPair, FormProblem, Loading, NumberField, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { segmentsQuery } from '../segments/segments-query.ts'
import classes from './journeys.module.css'
import { journeyQuery } from './journeys-query.ts'
import { type LinearStep, linearSteps, nodesOf } from './linear.ts'
import { editJourneyRoute } from './routes.ts'
import { StepFields } from './StepFields.tsx'

/** A journey that goes straight on, written down question by question. */
export function NewJourneyPage() {
  const { t } = useI18n()
  return <JourneyForm title={t('journeys.new')} />
}

export function EditJourneyPage() {
  const { journeyId } = editJourneyRoute.useParams()
  const { data, error } = useQuery(journeyQuery(journeyId))
  if (data) return <JourneyForm key={journeyId} title={data.name} journey={data} />
  return error ? <Problem error={error} /> : <Loading lines={8} />
}

function JourneyForm({ title, journey }: { title: string; journey?: Journey }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const before = journey?.definition
  const [requestKey] = useState(() => crypto.randomUUID())
  const [name, setName] = useState(journey?.name ?? '')
  const [kind, setKind] = useState(before?.trigger.kind ?? 'segment')
  const [segmentId, setSegment] = useState(before?.trigger.kind === 'segment' ? before.trigger.segmentId : '')
  const [event, setEvent] = useState(before?.trigger.kind === 'event' ? before.trigger.event : '')
  const [steps, setSteps] = useState<LinearStep[]>(() => (before && linearSteps(before)) ?? [])
  const [goalDays, setGoalDays] = useState<number | null>(before?.goal?.windowDays ?? 30)
  const [control, setControl] = useState<number | null>(before?.control ?? 10)
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const trigger =
    kind === 'manual'
      ? ({ kind } as const)
      : kind === 'event'
        ? { ...(before?.trigger.kind === 'event' ? before.trigger : {}), kind, event }
        : { ...(before?.trigger.kind === 'segment' ? before.trigger : {}), kind: 'segment' as const, segmentId }
  const nodes = nodesOf(steps)
  const isReady =
    name.trim() !== '' &&
    (kind !== 'segment' || segmentId !== '') &&
    (kind !== 'event' || event.trim() !== '') &&
    nodes !== undefined &&
    nodes.length > 0 &&
    goalDays !== null &&
    control !== null
  const save = useMutation({
    mutationFn: async () => {
      const goal = { ...(before?.goal ?? { event: 'Order Completed' }), windowDays: goalDays }
      const definition = { ...before, trigger, start: nodes?.[0]?.id ?? null, nodes, control, goal }
      return journey
        ? await api.patch<Journey>(`/journeys/${journey.journeyId}`, { name, definition })
        : await api.post<Journey>('/journeys', { name, definition, requestKey })
    },
    onSuccess: async ({ journeyId }) => {
      await queryClient.invalidateQueries({ queryKey: ['journeys'] })
      await navigate({ to: '/journeys/$journeyId', params: { journeyId } })
    },
  })
  return (
    <>
      <PageHeader title={title} back={<Link to="/journeys">{t('journeys.title')}</Link>} />
      <form
        className={classes.views}
        onSubmit={(submitted) => {
          submitted.preventDefault()
          if (isReady) save.mutate()
        }}
      >
        <Card title={t('journeys.ask.begin')}>
          <div className={classes.fields}>
            <TextInput
              label={t('journeys.column.name')}
              dir="auto"
              maxLength={120}
              value={name}
              onChange={(changed) => setName(changed.currentTarget.value)}
            />
            <FieldPair>
              <NativeSelect
                label={t('journeys.field.begins')}
                value={kind}
                onChange={(changed) => setKind(changed.currentTarget.value as typeof kind)}
                data={(['segment', 'event', 'manual'] as const).map((value) => ({
                  value,
                  label: t(`journeys.begins.${value}`),
                }))}
              />
              {kind === 'segment' && (
                <NativeSelect
                  label={t('journeys.field.segment')}
                  value={segmentId}
                  onChange={(changed) => setSegment(changed.currentTarget.value)}
                  data={[
                    { value: '', label: '–' },
                    ...segments.map((one) => ({ value: one.segmentId, label: one.name })),
                  ]}
                />
              )}
              {kind === 'event' && (
                <TextInput
                  label={t('journeys.field.event')}
                  dir="auto"
                  maxLength={256}
                  value={event}
                  onChange={(changed) => setEvent(changed.currentTarget.value)}
                />
              )}
            </FieldPair>
          </div>
        </Card>
        <Card title={t('journeys.steps')}>
          <StepFields steps={steps} onChange={setSteps} />
        </Card>
        <Card title={t('journeys.ask.goal')} subtitle={t('journeys.ask.goal_help')}>
          <FieldPair>
            <NumberField
              label={t('journeys.field.goal_days', { event: before?.goal?.event ?? 'Order Completed' })}
              value={goalDays}
              min={1}
              max={365}
              whole
              onChange={setGoalDays}
            />
            <NumberField
              label={t('journeys.field.control')}
              value={control}
              min={0}
              max={50}
              whole
              unit="%"
              onChange={setControl}
            />
          </FieldPair>
        </Card>
        <FormProblem error={save.error} />
        <div>
          <Button type="submit" disabled={!isReady} loading={save.isPending}>
            {t('journeys.save')}
          </Button>
        </div>
      </form>
    </>
  )
}
