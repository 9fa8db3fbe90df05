import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { taskOutcomes } from '#contract/task-words'
import type { Task, TaskOutcome } from '#contract/tasks'
import { Dialog, FieldGroup, Form, SubmitActions } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './tasks.module.css'
import { useTaskChange } from './use-task-change.ts'

/** Done, and how it went: one more click, or none. */
export function CloseTaskDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useI18n()
  const { change } = useTaskChange()
  const [outcome, setOutcome] = useState<TaskOutcome | null>(null)
  const [note, setNote] = useState('')
  const save = () => {
    onClose()
    void change(
      [task],
      { status: 'done', outcome, outcomeNote: note.trim() === '' ? null : note.trim() },
      t('tasks.done_toast'),
      () => ({ status: 'open' }),
    )
  }
  return (
    <Dialog title={t('tasks.close_title')} onClose={onClose}>
      <Form onSubmit={() => save()}>
        <p dir="auto" className={classes.name}>
          {task.title}
        </p>
        <FieldGroup legend={t('tasks.how_did_it_go')}>
          <div className={classes.chips}>
            {taskOutcomes.map((value) => (
              <button
                key={value}
                type="button"
                className={classes.chip}
                aria-pressed={outcome === value}
                onClick={() => setOutcome(outcome === value ? null : value)}
              >
                {t(`tasks.outcome.${value}`)}
              </button>
            ))}
          </div>
        </FieldGroup>
        <Textarea
          label={t('tasks.outcome_note')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          dir="auto"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <SubmitActions onClose={onClose} label={t('tasks.done')} data-autofocus />
      </Form>
    </Dialog>
  )
}
