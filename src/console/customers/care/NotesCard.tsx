import { IconPencil, IconPin, IconPinFilled, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { ChangeNote, Note } from '#contract/care'
import { roleMay } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { AddButton } from './AddButton.tsx'
import classes from './care.module.css'
import { IconButton } from './IconButton.tsx'
import { NoteForm } from './NoteForm.tsx'
import { useCareChange } from './use-care-change.ts'

const shown = 5

/** What colleagues wrote down, pinned ones first. */
export function NotesCard({ customerId, notes }: { customerId: string; notes: Note[] }) {
  const { t } = useI18n()
  const { role, person } = useSession()
  const change = useCareChange(customerId)
  const [adding, setAdding] = useState(false)
  const [all, setAll] = useState(false)
  const mayWrite = roleMay(role, 'notes:write')
  const add = (text: string) => {
    setAdding(false)
    const noteId = crypto.randomUUID()
    const author = { kind: 'person' as const, name: person.name }
    const note: Note = { noteId, text, isPinned: false, author, createdAt: new Date().toISOString(), editedAt: null }
    void change({
      show: (care) => ({ ...care, notes: sorted([note, ...care.notes]) }),
      send: () => api.post(`/customers/${customerId}/notes`, { noteId, text }),
    })
  }
  return (
    <Card
      title={t('care.notes.title')}
      aside={
        mayWrite &&
        !adding && (
          <AddButton label={t('care.notes.add_long')} onClick={() => setAdding(true)}>
            {t('care.add')}
          </AddButton>
        )
      }
    >
      {adding && <NoteForm onSave={add} onCancel={() => setAdding(false)} />}
      {notes.length === 0 && !adding && (
        <p className={classes.empty}>
          {t('care.notes.empty')} <span className={classes.example}>{t('care.notes.example')}</span>
        </p>
      )}
      <ul className={classes.list}>
        {notes.slice(0, all ? undefined : shown).map((note) => (
          <NoteItem key={note.noteId} customerId={customerId} note={note} mayWrite={mayWrite} />
        ))}
      </ul>
      {notes.length > shown && !all && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {t('care.notes.all', { notes: notes.length })}
        </button>
      )}
    </Card>
  )
}

function NoteItem({ customerId, note, mayWrite }: { customerId: string; note: Note; mayWrite: boolean }) {
  const { t, day } = useI18n()
  const change = useCareChange(customerId)
  const [editing, setEditing] = useState(false)
  const path = `/customers/${customerId}/notes/${note.noteId}`
  const save = (wanted: ChangeNote) => {
    setEditing(false)
    void change({
      show: (care) => ({
        ...care,
        notes: sorted(care.notes.map((one) => (one.noteId === note.noteId ? { ...one, ...defined(wanted) } : one))),
      }),
      send: () => api.patch(path, wanted),
    })
  }
  const remove = () =>
    void change({
      show: (care) => ({ ...care, notes: care.notes.filter(({ noteId }) => noteId !== note.noteId) }),
      send: () => api.delete(path),
      done: t('care.notes.removed'),
      undo: () => api.post(`${path}/restore`),
    })
  if (editing) {
    return (
      <li>
        <NoteForm text={note.text} onSave={(text) => save({ text })} onCancel={() => setEditing(false)} />
      </li>
    )
  }
  return (
    <li>
      <div className={classes.words}>
        <p className={classes.text} dir="auto">
          {note.text}
        </p>
        <span className={classes.soft}>
          <bdi>{note.author.name ?? t(`care.author.${note.author.kind}`)}</bdi> · {day(note.createdAt)}
          {note.editedAt !== null && ` · ${t('care.notes.edited')}`}
          {note.isPinned && ` · ${t('care.notes.pinned')}`}
        </span>
      </div>
      {mayWrite && (
        <div className={classes.tools}>
          <IconButton
            icon={note.isPinned ? IconPinFilled : IconPin}
            label={t(note.isPinned ? 'care.notes.unpin' : 'care.notes.pin')}
            pressed={note.isPinned}
            onClick={() => save({ isPinned: !note.isPinned })}
          />
          <IconButton icon={IconPencil} label={t('care.notes.edit')} onClick={() => setEditing(true)} />
          <IconButton icon={IconTrash} label={t('care.notes.remove')} onClick={remove} />
        </div>
      )}
    </li>
  )
}

function sorted(notes: Note[]): Note[] {
  return notes.toSorted((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.createdAt.localeCompare(a.createdAt))
}

function defined({ text, isPinned }: ChangeNote): Partial<Note> {
  return { ...(text !== undefined && { text }), ...(isPinned !== undefined && { isPinned }) }
}
