import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey, CreateApiKey, CreatedApiKey } from '#contract/keys'
import { isOrigin } from '#contract/origin'
import type { Scope } from '#contract/permissions'
import { api } from '../../api/client.ts'
import { Dialog, FormProblem, Segmented, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { keysQuery } from './keys-query.ts'
import { ScopeChoice } from './ScopeChoice.tsx'
import { SecretOnce } from './SecretOnce.tsx'

type KeyDialogProps = {
  /** the key to change; without one a new key is made */
  apiKey?: ApiKey
  onClose: () => void
  onCreated?: (key: CreatedApiKey) => void
}

const days = [30, 90, 365]

/** Makes a key and shows its secret, this once; or changes what a key may do, where and until when. */
export function KeyDialog({ apiKey, onClose, onCreated }: KeyDialogProps) {
  const { t, day } = useI18n()
  const client = useQueryClient()
  const [name, setName] = useState(apiKey?.name ?? '')
  const [kind, setKind] = useState<CreateApiKey['kind']>(apiKey?.kind ?? 'write')
  const [scopes, setScopes] = useState<Scope[] | null>((apiKey?.scopes as Scope[] | null | undefined) ?? null)
  const [origins, setOrigins] = useState((apiKey?.origins ?? []).join('\n'))
  const [expiry, setExpiry] = useState(apiKey?.expiresAt ? 'keep' : 'never')
  const lines = origins
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const badLine = kind === 'write' ? lines.find((line) => !isOrigin(line.toLowerCase())) : undefined
  const body = {
    name,
    ...(kind === 'server' ? { scopes } : { origins: lines }),
    ...(expiry === 'keep' ? {} : { expiresAt: endOf(expiry) }),
  }
  const save = useMutation({
    mutationFn: async (): Promise<CreatedApiKey | undefined> => {
      if (!apiKey) return await api.post<CreatedApiKey>('/api-keys', { kind, ...body })
      await api.patch<ApiKey>(`/api-keys/${apiKey.apiKeyId}`, body)
      return undefined
    },
    onSuccess: (created) => {
      if (created) onCreated?.(created)
      else {
        toast.good(t('keys.changed'))
        onClose()
      }
      return client.invalidateQueries({ queryKey: keysQuery.queryKey })
    },
  })
  if (save.data) return <SecretOnce secret={save.data.secret} onClose={onClose} />
  return (
    <Dialog title={apiKey ? t('keys.change_one', { name: apiKey.name }) : t('settings.keys.create')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (badLine === undefined) save.mutate()
        }}
      >
        <TextInput
          label={t('settings.keys.name')}
          placeholder={t('settings.keys.name_example')}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!apiKey && (
          <>
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
          </>
        )}
        {kind === 'server' ? (
          <ScopeChoice scopes={scopes} onChange={setScopes} />
        ) : (
          <Textarea
            label={t('keys.origins')}
            description={t('keys.origins_help')}
            rows={3}
            dir="ltr"
            value={origins}
            error={badLine !== undefined && t('keys.origins_bad', { line: badLine })}
            onChange={(event) => setOrigins(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label={t('keys.expiry')}
          value={expiry}
          data={[
            ...(apiKey?.expiresAt
              ? [{ value: 'keep', label: t('keys.expiry_keep', { day: day(apiKey.expiresAt) }) }]
              : []),
            { value: 'never', label: t('keys.expiry_never') },
            ...days.map((count) => ({ value: String(count), label: t('keys.expiry_days', { days: count }) })),
          ]}
          onChange={(event) => setExpiry(event.currentTarget.value)}
        />
        <FormProblem error={save.error} />
        <SubmitActions
          onClose={onClose}
          label={apiKey ? t('console.save') : t('settings.keys.create')}
          loading={save.isPending}
        />
      </form>
    </Dialog>
  )
}

function endOf(choice: string): string | null {
  return choice === 'never' ? null : new Date(Date.now() + Number(choice) * 86_400_000).toISOString()
}
