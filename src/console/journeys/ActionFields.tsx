import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JourneyNode } from '#contract/journeys'
import { taskKinds } from '#contract/task-words'
import { FieldPair, NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { RewardSelect } from '../loyalty/RewardSelect.tsx'
import { TraitChoice } from '../segments/name-fields.tsx'
import { taskPeopleQuery } from '../tasks/tasks-query.ts'
import classes from './journeys.module.css'
import { SurveyFields } from './SurveyFields.tsx'
import type { JourneySay } from './say-journey.ts'
import { WebhookKey } from './WebhookKey.tsx'

type Action = Extract<JourneyNode, { kind: 'action' }>
type ActionFieldsProps = { say: JourneySay; node: Action; onChange: (node: JourneyNode) => void }

/** Who does the task; nobody in particular, until somebody takes it. */
function OwnerSelect({ value, onChange }: { value: string; onChange: (ownerId: string) => void }) {
  const { t } = useI18n()
  const people = useQuery(taskPeopleQuery).data?.people
  return (
    <NativeSelect
      label={t('journeys.field.owner')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('journeys.nobody') },
        ...(people ?? []).map(({ personId, name }) => ({ value: personId, label: name })),
        // Somebody who left: the step says so until another is chosen.
        ...(value !== '' && people && !people.some(({ personId }) => personId === value)
          ? [{ value, label: t('journeys.owner_gone') }]
          : []),
      ]}
    />
  )
}

/** What an action needs to know. */
export function ActionFields({ say, node, onChange }: ActionFieldsProps) {
  const { t } = say
  const { params } = node
  const set = (changed: Record<string, unknown>) => onChange({ ...node, params: { ...params, ...changed } })
  const text = (name: string, label: string, maxLength: number, type = 'text') => (
    <TextInput
      label={label}
      type={type}
      dir={type === 'url' ? 'ltr' : 'auto'}
      maxLength={maxLength}
      value={String(params[name] ?? '')}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  )
  switch (node.action) {
    case 'create_task':
      return (
        <>
          {text('title', t('journeys.field.task'), 300)}
          <FieldPair>
            <NativeSelect
              label={t('journeys.field.task_kind')}
              value={String(params.kind ?? 'call')}
              onChange={(event) => set({ kind: event.currentTarget.value })}
              data={taskKinds.map((value) => ({ value, label: t(`journeys.task_kind.${value}`) }))}
            />
            <NumberField
              label={t('journeys.field.due_days')}
              value={typeof params.dueDays === 'number' ? params.dueDays : null}
              min={0}
              max={365}
              whole
              onChange={(dueDays) => set({ dueDays })}
            />
          </FieldPair>
          <OwnerSelect
            value={typeof params.ownerId === 'string' ? params.ownerId : ''}
            onChange={(ownerId) => set({ ownerId: ownerId === '' ? null : ownerId })}
          />
        </>
      )
    case 'open_ticket':
      return (
        <>
          {text('subject', t('journeys.field.ticket'), 300)}
          <Textarea
            label={t('journeys.field.ticket_note')}
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            maxLength={5000}
            value={String(params.note ?? '')}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
          <OwnerSelect
            value={String(params.ownerId ?? '')}
            onChange={(ownerId) => set({ ownerId: ownerId === '' ? null : ownerId })}
          />
        </>
      )
    case 'set_trait':
      return (
        <div className={classes.sentence}>
          <TraitChoice say={say} value={String(params.trait ?? '')} onChange={(trait) => set({ trait })} />
          {text('value', t('journeys.field.value'), 1024)}
        </div>
      )
    case 'add_tag':
    case 'remove_tag':
      return text('tag', t('journeys.field.tag'), 128)
    case 'award_points':
      return (
        <NumberField
          label={t('journeys.field.points')}
          description={t('journeys.help.members')}
          value={typeof params.points === 'number' ? params.points : null}
          min={1}
          max={1_000_000}
          whole
          onChange={(points) => set({ points })}
        />
      )
    case 'issue_voucher':
      return (
        <>
          <RewardSelect
            label={t('journeys.field.reward')}
            choose={t('journeys.choose')}
            none={t('journeys.no_rewards')}
            value={String(params.rewardId ?? '')}
            onChange={(rewardId) => set({ rewardId })}
          />
          <p className={classes.quiet}>{t('journeys.help.members')}</p>
        </>
      )
    case 'ask_survey':
      return <SurveyFields say={say} node={node} onChange={onChange} />
    case 'webhook':
      return (
        <>
          {text('url', t('journeys.field.url'), 2000, 'url')}
          <p className={classes.quiet}>{t('journeys.help.webhook')}</p>
          <WebhookKey />
        </>
      )
    default:
      return <p className={classes.quiet}>{t('journeys.help.unknown')}</p>
  }
}
