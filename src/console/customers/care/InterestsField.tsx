import { TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { interestsQuery } from './care-query.ts'
import { InterestsDialog } from './InterestsDialog.tsx'

const suggested = 8

type InterestsFieldProps = { interests: string[]; onChange?: (interests: string[]) => void }

/** Words for what somebody likes; those that the shop offers and others have are one click away. */
export function InterestsField({ interests, onChange }: InterestsFieldProps) {
  const { t } = useI18n()
  const id = useId()
  const [open, setOpen] = useState(false)
  const has = (word: string) => interests.some((one) => one.toLocaleLowerCase() === word.toLocaleLowerCase())
  const add = (word: string) => word.trim() !== '' && !has(word.trim()) && onChange?.([...interests, word.trim()])
  return (
    <div style={{ marginBlockStart: 14 }}>
      <h3 id={id} className={classes.quiet} style={{ fontWeight: 500, marginBlockEnd: 6 }}>
        {t('care.interests.title')}
      </h3>
      <ul className={classes.chips} aria-labelledby={id}>
        {interests.map((word) => (
          <li key={word}>
            {onChange ? (
              <button
                type="button"
                className={classes.chip}
                onClick={() => onChange(interests.filter((one) => one !== word))}
                aria-label={t('care.interests.remove', { word })}
              >
                <bdi>{word}</bdi>
                <IconX size={13} aria-hidden />
              </button>
            ) : (
              <span className={classes.chip}>
                <bdi>{word}</bdi>
              </span>
            )}
          </li>
        ))}
        {onChange && !open && (
          <li>
            <button type="button" className={classes.add} style={{ margin: 0 }} onClick={() => setOpen(true)}>
              <IconPlus size={15} stroke={2} aria-hidden />
              {t('care.interests.add')}
            </button>
          </li>
        )}
        {!onChange && interests.length === 0 && <li className={classes.quiet}>{t('care.interests.none')}</li>}
      </ul>
      {open && <AddInterest has={has} onAdd={add} onClose={() => setOpen(false)} />}
    </div>
  )
}

type AddInterestProps = { has: (word: string) => boolean; onAdd: (word: string) => void; onClose: () => void }

function AddInterest({ has, onAdd, onClose }: AddInterestProps) {
  const { t } = useI18n()
  const words = useQuery(interestsQuery)
  const [text, setText] = useState('')
  const [editing, setEditing] = useState(false)
  const needle = text.trim().toLocaleLowerCase()
  const found = (words.data?.words ?? [])
    .filter(({ word }) => !has(word) && word.toLocaleLowerCase().includes(needle))
    .slice(0, suggested)
  return (
    <>
      <form
        className={classes.form}
        style={{ gap: 8, marginBlockStart: 8 }}
        onSubmit={(event) => {
          event.preventDefault()
          onAdd(text)
          setText('')
        }}
      >
        <TextInput
          autoFocus
          dir="auto"
          maxLength={60}
          aria-label={t('care.interests.add')}
          placeholder={t('care.interests.placeholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
        />
        {found.length > 0 && (
          <ul className={classes.chips} aria-label={t('care.interests.suggestions')}>
            {found.map(({ word }) => (
              <li key={word}>
                <button type="button" className={classes.chip} onClick={() => onAdd(word)}>
                  <IconPlus size={13} aria-hidden />
                  <bdi>{word}</bdi>
                </button>
              </li>
            ))}
          </ul>
        )}
      </form>
      <button type="button" className={classes.more} onClick={() => setEditing(true)}>
        {t('care.interests.edit_offered')}
      </button>
      {editing && words.data && <InterestsDialog words={words.data.words} onClose={() => setEditing(false)} />}
    </>
  )
}
