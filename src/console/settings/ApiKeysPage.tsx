import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey, ApiKeys, CreatedApiKey } from '#contract/keys'
import { api } from '../api/client.ts'
import {
  Badge,
  Card,
  Dialog,
  DialogActions,
  EmptyState,
  Loading,
  Problem,
  toast,
  useDocumentTitle,
} from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CreateKeyDialog } from './CreateKeyDialog.tsx'
import { Snippets } from './Snippets.tsx'
import classes from './settings.module.css'

const keysQuery = {
  queryKey: ['api-keys'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<ApiKeys>('/api-keys', undefined, signal),
}

/** Keys for the shop's programs, and what to paste where. */
export function ApiKeysPage() {
  const { t } = useI18n()
  const keys = useQuery(keysQuery)
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<CreatedApiKey>()
  useDocumentTitle(t('settings.views.api_keys'))
  return (
    <div className={classes.page}>
      <Card
        title={t('settings.keys.title')}
        subtitle={t('settings.keys.subtitle')}
        flush
        aside={
          <Button size="xs" onClick={() => setCreating(true)}>
            {t('settings.keys.create')}
          </Button>
        }
      >
        <KeyList keys={keys.data?.apiKeys} error={keys.error} onRetry={() => void keys.refetch()} />
      </Card>
      <Snippets writeKey={created?.kind === 'write' ? created.secret : undefined} />
      {creating && (
        <CreateKeyDialog
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setCreated(key)
            void client.invalidateQueries({ queryKey: keysQuery.queryKey })
          }}
        />
      )}
    </div>
  )
}

function KeyList({ keys, error, onRetry }: { keys: ApiKey[] | undefined; error: unknown; onRetry: () => void }) {
  const { t } = useI18n()
  const [revoking, setRevoking] = useState<ApiKey>()
  if (keys === undefined) return error ? <Problem error={error} onRetry={onRetry} /> : <Loading lines={3} />
  if (keys.length === 0) return <EmptyState title={t('settings.keys.empty')} />
  return (
    <>
      <ul className={classes.keys}>
        {keys.map((key) => (
          <KeyRow key={key.apiKeyId} apiKey={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, day } = useI18n()
  const { name, prefix, kind, lastUsedAt, createdAt, revokedAt } = apiKey
  return (
    <li className={classes.key}>
      <div className={classes.keyWords}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        <Badge tone={kind === 'write' ? 'good' : 'new'}>{t(`settings.keys.kind_${kind}`)}</Badge>
        <p className={classes.note}>
          <bdi>
            <code>{prefix}…</code>
          </bdi>{' '}
          · {t('settings.keys.created', { day: day(createdAt) })} ·{' '}
          {lastUsedAt === null ? t('settings.keys.unused') : t('settings.keys.used', { day: day(lastUsedAt, 'time') })}
        </p>
      </div>
      {revokedAt === null ? (
        <Button variant="default" size="xs" onClick={onRevoke} aria-label={t('settings.keys.revoke_one', { name })}>
          {t('settings.keys.revoke')}
        </Button>
      ) : (
        <Badge>{t('settings.keys.revoked', { day: day(revokedAt) })}</Badge>
      )}
    </li>
  )
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.delete<void>(`/api-keys/${apiKey.apiKeyId}`),
    onSuccess: () => {
      toast.good(t('settings.keys.revoke_done'))
      onClose()
      return client.invalidateQueries({ queryKey: keysQuery.queryKey })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Dialog title={t('settings.keys.revoke_title', { name: apiKey.name })} onClose={onClose}>
      <p>{t('settings.keys.revoke_text')}</p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('settings.keys.revoke')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
