import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { taskKinds } from '#contract/task-words'
import type { Task, TaskKind } from '#contract/tasks'
import { useSession } from '../api/session.ts'
import { Dialog, FieldGroup, FieldPair, Form, SubmitActions, TimeField } from '../components/index.ts'
import { DayFields } from '../customers/care/DayFields.tsx'
import { CustomerField } from '../customers/find/CustomerField.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './tasks.module.css'
import { taskPeopleQuery } from './tasks-query.ts'
import { useTaskChange } from './use-task-change.ts'

type TaskDialogProps = {
  task?: Task
  /** The customer it is about, when the page knows. */
  customer?: { customerId: string; name: string }
  today: string
  onClose: () => void
}

const dueChoices = ['today', 'tomorrow', 'week', 'none', 'other'] as const
type DueChoice = (typeof dueChoices)[number]

/** Makes a task or changes one: what, about whom, who does it, until when. */
export function TaskDialog({ task, customer: known, today, onClose }: TaskDialogProps) {
  const { t, day } = useI18n()
  const { person } = useSession()
  const people = useQuery(taskPeopleQuery)
  const { add, change } = useTaskChange()
  const [title, setTitle] = useState(task?.title ?? '')
  const [kind, setKind] = useState<TaskKind>(task?.kind ?? 'call')
  const [ownerId, setOwnerId] = useState(task ? (task.owner?.personId ?? '') : person.personId)
  const [customer, setCustomer] = useState(known)
  const [choice, setChoice] = useState<DueChoice>(task ? (task.due === null ? 'none' : 'other') : 'today')
  const [other, setOther] = useState<string | undefined>(task?.due?.on ?? today)
  const [at, setAt] = useState(task?.due?.at ?? '')
  const dueOn = choice === 'other' ? other : dayOf(choice, today)
  const isComplete = title.trim() !== '' && !(choice === 'other' && other === undefined)
  const save = () => {
    if (!isComplete) return
    const due = dueOn === undefined ? null : { on: dueOn, at: at === '' ? null : at }
    const body = { title: title.trim(), kind, ownerId: ownerId === '' ? null : ownerId, due }
    onClose()
    if (task) void change([task], body)
    else void add({ ...body, customerId: customer?.customerId ?? null }, t('tasks.added'))
  }
  return (
    <Dialog title={t(task ? 'tasks.edit' : 'tasks.add')} onClose={onClose}>
      <Form onSubmit={() => save()}>
        <TextInput
          label={t('tasks.what')}
          placeholder={t('tasks.what_example')}
          data-autofocus
          dir="auto"
          maxLength={300}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <FieldPair>
          <NativeSelect
            label={t('tasks.kind_label')}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as TaskKind)}
            data={taskKinds.map((value) => ({ value, label: t(`tasks.kind.${value}`) }))}
          />
          <NativeSelect
            label={t('tasks.owner')}
            value={ownerId}
            onChange={(event) => setOwnerId(event.currentTarget.value)}
            data={[
              { value: '', label: t('tasks.nobody') },
              ...(people.data?.people ?? [{ personId: person.personId, name: person.name }]).map((one) => ({
                value: one.personId,
                label: one.name,
              })),
            ]}
          />
        </FieldPair>
        {!task && !known && (
          <CustomerField label={t('tasks.customer')} {...(customer && { customer })} onChange={setCustomer} />
        )}
        <FieldGroup legend={t('tasks.due')}>
          <div className={classes.chips}>
            {dueChoices.map((value) => (
              <button
                key={value}
                type="button"
                className={classes.chip}
                aria-pressed={choice === value}
                onClick={() => setChoice(value)}
              >
                {t(`tasks.due_choice.${value}`)}
              </button>
            ))}
          </div>
          {choice !== 'other' && dueOn !== undefined && <p className={classes.quiet}>{day(dueOn, 'long')}</p>}
        </FieldGroup>
        {choice === 'other' && (
          <DayFields legend={t('tasks.due_day')} value={other ?? today} onChange={(chosen) => setOther(chosen?.iso)} />
        )}
        {choice !== 'none' && (
          <TimeField label={t('tasks.due_time')} className={classes.time ?? ''} value={at} onChange={setAt} />
        )}
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={!isComplete} />
      </Form>
    </Dialog>
  )
}

function dayOf(choice: DueChoice, today: string): string | undefined {
  const days = { today: 0, tomorrow: 1, week: 7, none: undefined, other: undefined }[choice]
  return days === undefined ? undefined : new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
}
