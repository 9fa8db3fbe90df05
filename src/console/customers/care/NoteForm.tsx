import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'

type NoteFormProps = { text?: string; onSave: (text: string) => void; onCancel: () => void }

/** Ctrl Enter saves, Escape leaves it as it was. */
export function NoteForm({ text: start = '', onSave, onCancel }: NoteFormProps) {
  const { t } = useI18n()
  const [text, setText] = useState(start)
  const isEmpty = text.trim() === ''
  return (
    <form
      className={classes.form}
      style={{ inlineSize: '100%', marginBlockEnd: 14 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isEmpty) onSave(text.trim())
      }}
    >
      <Textarea
        autosize
        minRows={3}
        maxRows={12}
        maxLength={5000}
        dir="auto"
        autoFocus
        aria-label={t('care.notes.text')}
        placeholder={t('care.notes.placeholder')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isEmpty) onSave(text.trim())
        }}
      />
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('console.cancel')}
        </Button>
        <Button size="xs" type="submit" disabled={isEmpty}>
          {t('console.save')}
        </Button>
      </div>
    </form>
  )
}
