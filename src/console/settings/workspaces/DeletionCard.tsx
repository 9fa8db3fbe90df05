import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, Dialog, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { useProof } from '../account/use-proof.tsx'
import classes from '../settings.module.css'

/** The end of a workspace: seven days away, to be called back until then. */
export function DeletionCard() {
  const { t, day } = useI18n()
  const { workspace, workspaces } = useSession()
  const [asking, setAsking] = useState(false)
  const deletesAt = workspaces.find((one) => one.workspaceId === workspace.workspaceId)?.deletesAt ?? null
  if (deletesAt !== null) {
    return (
      <Card
        title={t('people.delete.scheduled', { day: day(deletesAt, 'time') })}
        subtitle={t('people.delete.scheduled_text')}
      >
        <CallBack />
      </Card>
    )
  }
  return (
    <Card title={t('people.delete.title')} subtitle={t('people.delete.subtitle')}>
      <Button variant="light" color="brick" onClick={() => setAsking(true)}>
        {t('people.delete.action')}
      </Button>
      {asking && <DeleteDialog onClose={() => setAsking(false)} />}
    </Card>
  )
}

function CallBack() {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const callBack = useMutation({
    mutationFn: () => api.delete<void>('/workspace/deletion'),
    onSuccess: () => {
      toast.good(t('people.delete.called_back'))
      return client.invalidateQueries()
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Button loading={callBack.isPending} onClick={() => callBack.mutate()}>
      {t('people.delete.call_back')}
    </Button>
  )
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const { name } = useSession().workspace
  const client = useQueryClient()
  const proof = useProof()
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => proof.around(() => api.post<{ deletesAt: string }>('/workspace/deletion', { name: typed })),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <>
      <Dialog title={t('people.delete.dialog_title', { name })} onClose={onClose}>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            remove.mutate()
          }}
        >
          <p>{t('people.delete.subtitle')}</p>
          <TextInput
            label={t('people.delete.type_name', { name })}
            required
            withAsterisk={false}
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <FormProblem error={remove.error} />
          <SubmitActions
            onClose={onClose}
            label={t('people.delete.action')}
            color="brick"
            disabled={typed.trim() !== name.trim()}
            loading={remove.isPending}
          />
        </form>
      </Dialog>
      {proof.dialog}
    </>
  )
}
