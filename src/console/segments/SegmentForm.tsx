import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Condition, CreateSegment, Segment } from '#contract/segments'
import { queryClient } from '../api/query-client.ts'
import { Card, FormProblem } from '../components/index.ts'
import { useLeaveGuard } from '../components/use-leave-guard.tsx'
import { Builder } from './Builder.tsx'
import { fromDraft, isComplete, toDraft } from './draft.ts'
import { Preview } from './Preview.tsx'
import classes from './segments.module.css'
import { useSay } from './use-names.ts'

type SegmentFormProps = {
  name: string
  description: string
  /** null: a list kept by hand */
  definition: Condition | null
  segmentId?: string
  save: (body: CreateSegment) => Promise<Segment>
  onSaved: (segment: Segment) => void
  onCancel: () => void
}

/** A name and a definition, with who that would be beside it. */
export function SegmentForm({ segmentId, save, onSaved, onCancel, ...given }: SegmentFormProps) {
  const say = useSay()
  const { t } = say
  const [name, setName] = useState(given.name)
  const [description, setDescription] = useState(given.description)
  const [root, setRoot] = useState(() => toDraft(given.definition ?? { kind: 'all', of: [] }))
  const [first] = useState(() => JSON.stringify(fromDraft(root)))
  const [tried, setTried] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const isSaved = useRef(false)
  const definition = fromDraft(root)
  const isChanged = name !== given.name || description !== given.description || JSON.stringify(definition) !== first
  const isList = given.definition === null
  const isWhole = isList || isComplete(root)
  const ready = name.trim() !== '' && isWhole
  const keep = useMutation({
    mutationFn: () =>
      save({
        name: name.trim(),
        description: description.trim(),
        // What was not touched is sent as it came, so that it is not counted anew.
        definition: JSON.stringify(definition) === first ? given.definition : definition,
      }),
    onSuccess: async (segment) => {
      isSaved.current = true
      await queryClient.invalidateQueries({ queryKey: ['segments'] })
      onSaved(segment)
    },
  })
  const leaving = useLeaveGuard(() => isChanged && !isSaved.current)
  const submit = () => {
    setTried(true)
    if (name.trim() === '') nameField.current?.focus()
    if (ready) keep.mutate()
  }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className={classes.main}>
        <Card>
          <div className={classes.names}>
            <TextInput
              ref={nameField}
              label={t('segments.name')}
              placeholder={t('segments.name_example')}
              dir="auto"
              maxLength={120}
              value={name}
              error={tried && name.trim() === '' ? t('segments.missing.name') : undefined}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Textarea
              label={t('segments.description')}
              dir="auto"
              autosize
              minRows={1}
              maxRows={4}
              maxLength={1000}
              value={description}
              onChange={(event) => setDescription(event.currentTarget.value)}
            />
          </div>
        </Card>
        <Card title={t('segments.who')}>
          {isList ? (
            <p className={classes.quiet}>{t('segments.by_hand_text')}</p>
          ) : (
            <Builder say={say} root={root} onChange={setRoot} />
          )}
        </Card>
        <FormProblem error={keep.error} />
        {tried && !isWhole && (
          <p role="alert" className={classes.missing}>
            {t('segments.missing.somewhere')}
          </p>
        )}
        <div className={classes.actions}>
          <Button type="submit" loading={keep.isPending}>
            {t('console.save')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('console.cancel')}
          </Button>
        </div>
      </div>
      {!isList && (
        <div className={classes.beside}>
          <Preview say={say} root={root} segmentId={segmentId} />
        </div>
      )}
      {leaving}
    </form>
  )
}
