import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Account, Passkey } from '#contract/account'
import { api } from '../../api/client.ts'
import { canUsePasskeys } from '../../api/webauthn.ts'
import { Badge, Card, Dialog, DialogActions, EmptyState, SubmitActions, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { AddPasskeyDialog } from './AddPasskeyDialog.tsx'
import { accountQuery } from './queries.ts'
import { useProof } from './use-proof.tsx'

type Chosen = { passkey: Passkey; what: 'rename' | 'remove' }

/** Signing in by finger, face or PIN instead of the password. */
export function PasskeysCard({ account }: { account: Account }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<Chosen>()
  const refresh = () => void client.invalidateQueries({ queryKey: accountQuery.queryKey })
  const canAdd = canUsePasskeys()
  return (
    <Card
      title={t('account.passkeys.title')}
      subtitle={t('account.passkeys.subtitle')}
      flush
      aside={
        canAdd && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('account.passkeys.add')}
          </Button>
        )
      }
    >
      {account.passkeys.length === 0 ? (
        <EmptyState
          title={t('account.passkeys.empty')}
          text={t(canAdd ? 'account.passkeys.empty_text' : 'account.passkeys.impossible')}
        />
      ) : (
        <ul className={classes.keys}>
          {account.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.passkeyId} passkey={passkey} onChoose={(what) => setChosen({ passkey, what })} />
          ))}
        </ul>
      )}
      {isAdding && <AddPasskeyDialog onClose={() => setAdding(false)} onDone={refresh} />}
      {chosen?.what === 'rename' && (
        <RenameDialog passkey={chosen.passkey} onClose={() => setChosen(undefined)} onDone={refresh} />
      )}
      {chosen?.what === 'remove' && (
        <RemoveDialog passkey={chosen.passkey} onClose={() => setChosen(undefined)} onDone={refresh} />
      )}
    </Card>
  )
}

function PasskeyRow({ passkey, onChoose }: { passkey: Passkey; onChoose: (what: 'rename' | 'remove') => void }) {
  const { t, day } = useI18n()
  const { name, createdAt, lastUsedAt, isSynced } = passkey
  return (
    <li className={classes.key}>
      <div className={classes.keyWords}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        {isSynced && <Badge>{t('account.passkeys.synced')}</Badge>}
        <p className={classes.note}>
          {t('account.passkeys.made', { day: day(createdAt) })} ·{' '}
          {lastUsedAt === null
            ? t('account.passkeys.unused')
            : t('account.passkeys.used', { day: day(lastUsedAt, 'time') })}
        </p>
      </div>
      <Button
        variant="default"
        size="xs"
        aria-label={t('account.passkeys.rename_one', { name })}
        onClick={() => onChoose('rename')}
      >
        {t('account.passkeys.rename')}
      </Button>
      <Button
        variant="default"
        size="xs"
        aria-label={t('account.passkeys.remove_one', { name })}
        onClick={() => onChoose('remove')}
      >
        {t('account.passkeys.remove')}
      </Button>
    </li>
  )
}

type ChangeProps = { passkey: Passkey; onClose: () => void; onDone: () => void }

function RenameDialog({ passkey, onClose, onDone }: ChangeProps) {
  const i18n = useI18n()
  const { t } = i18n
  const [name, setName] = useState(passkey.name)
  const save = useMutation({
    mutationFn: () => api.patch<void>(`/account/passkeys/${passkey.passkeyId}`, { name }),
    onSuccess: () => {
      onClose()
      onDone()
    },
  })
  return (
    <Dialog title={t('account.passkeys.rename')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <TextInput
          label={t('account.passkeys.name')}
          required
          withAsterisk={false}
          maxLength={60}
          data-autofocus
          value={name}
          error={save.isError && problemText(save.error, i18n)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SubmitActions onClose={onClose} label={t('console.save')} loading={save.isPending} />
      </form>
    </Dialog>
  )
}

function RemoveDialog({ passkey, onClose, onDone }: ChangeProps) {
  const { t } = useI18n()
  const proof = useProof()
  const remove = useMutation({
    mutationFn: () => proof.around(() => api.delete<void>(`/account/passkeys/${passkey.passkeyId}`)),
    onSuccess: () => {
      toast.good(t('account.passkeys.removed'))
      onClose()
      onDone()
    },
    onError: proof.complain,
  })
  return (
    <>
      <Dialog title={t('account.passkeys.remove_title', { name: passkey.name })} onClose={onClose}>
        <p>{t('account.passkeys.remove_text')}</p>
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('account.passkeys.remove')}
          </Button>
        </DialogActions>
      </Dialog>
      {proof.dialog}
    </>
  )
}
