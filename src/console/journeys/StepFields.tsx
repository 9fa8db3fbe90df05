import '@mantine/core/styles/Group.layer.css'
import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './journeys.module.css'
import { templatesQuery } from './journeys-query.ts'
import type { LinearStep } from './linear.ts'

type Props = { steps: LinearStep[]; onChange: (steps: LinearStep[]) => void }

/** The steps one under the other; each can be filled in, taken out, and another put behind the last. */
export function StepFields({ steps, onChange }: Props) {
  const { t } = useI18n()
  const add = (step: LinearStep) => onChange([...steps, step])
  const set = (i: number, step: LinearStep) => onChange(steps.map((one, j) => (i === j ? step : one)))
  return (
    <div className={classes.fields}>
      <ol className={classes.steps}>
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place
          <li key={i}>
            <div className={classes.step}>
              <StepField step={step} onChange={(changed) => set(i, changed)} />
              <ActionIcon
                variant="subtle"
                aria-label={t('journeys.remove_step', { place: i + 1 })}
                onClick={() => onChange(steps.filter((_, j) => j !== i))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        <Button variant="default" onClick={() => add({ kind: 'message', templateId: '', purpose: 'promotional' })}>
          {t('journeys.add.message')}
        </Button>
        <Button variant="default" onClick={() => add({ kind: 'wait', days: 1 })}>
          {t('journeys.add.wait')}
        </Button>
        <Button
          variant="default"
          onClick={() => add({ kind: 'task', title: '', params: { kind: 'call', dueDays: 3 } })}
        >
          {t('journeys.add.task')}
        </Button>
      </Group>
    </div>
  )
}

function StepField({ step, onChange }: { step: LinearStep; onChange: (step: LinearStep) => void }) {
  const { t } = useI18n()
  const templates = useQuery(templatesQuery).data?.templates ?? []
  if (step.kind === 'wait')
    return (
      <NumberField
        label={t('journeys.field.wait')}
        value={step.days}
        min={1}
        max={365}
        whole
        onChange={(days) => onChange({ ...step, days })}
      />
    )
  if (step.kind === 'task')
    return (
      <TextInput
        label={t('journeys.field.task')}
        dir="auto"
        maxLength={300}
        value={step.title}
        onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
      />
    )
  return (
    <NativeSelect
      label={t('journeys.field.template')}
      value={step.templateId}
      onChange={(event) => {
        const chosen = templates.find(({ templateId }) => templateId === event.currentTarget.value)
        onChange({ ...step, templateId: chosen?.templateId ?? '', purpose: chosen?.purpose ?? step.purpose })
      }}
      data={[
        { value: '', label: '–' },
        ...templates.map(({ templateId, name }) => ({ value: templateId, label: name })),
      ]}
    />
  )
}
