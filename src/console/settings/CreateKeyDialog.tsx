import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CreateApiKey, CreatedApiKey } from '#contract/keys'
import { api } from '../api/client.ts'
import { copyText } from '../components/copy-text.ts'
import { Dialog, DialogActions, Segmented } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './settings.module.css'

type CreateKeyDialogProps = { onClose: () => void; onCreated: (key: CreatedApiKey) => void }

/** Makes a key and shows its secret, this once. */
export function CreateKeyDialog({ onClose, onCreated }: CreateKeyDialogProps) {
  const i18n = useI18n()
  const { t } = i18n
  const [name, setName] = useState('')
  const [kind, setKind] = useState<CreateApiKey['kind']>('write')
  const create = useMutation({
    mutationFn: (body: CreateApiKey) => api.post<CreatedApiKey>('/api-keys', body),
    onSuccess: onCreated,
  })
  if (create.data !== undefined) return <SecretOnce secret={create.data.secret} onClose={onClose} />
  return (
    <Dialog title={t('settings.keys.create')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({ name, kind })
        }}
      >
        <TextInput
          label={t('settings.keys.name')}
          placeholder={t('settings.keys.name_example')}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          error={create.isError && problemText(create.error, i18n)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <Segmented
            label={t('settings.keys.kind')}
            value={kind}
            options={[
              { value: 'write', label: t('settings.keys.kind_write') },
              { value: 'server', label: t('settings.keys.kind_server') },
            ]}
            onChange={setKind}
          />
        </div>
        <p className={classes.note}>{t(`settings.keys.kind_${kind}_help`)}</p>
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('settings.keys.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Dialog title={t('settings.keys.secret_title')} onClose={onClose}>
      <div className={classes.form}>
        <p>{t('settings.keys.secret_text')}</p>
        <div className={classes.secret}>
          <code>{secret}</code>
          <Button size="xs" variant="default" onClick={() => void copyText(secret, t('console.copied'))}>
            {t('console.copy')}
          </Button>
        </div>
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('settings.keys.secret_kept')}</Button>
      </DialogActions>
    </Dialog>
  )
}
