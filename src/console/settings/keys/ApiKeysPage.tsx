import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey } from '#contract/keys'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card, EmptyState, Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { KeyDialog } from './KeyDialog.tsx'
import { KeyRow } from './KeyRow.tsx'
import { keysQuery } from './keys-query.ts'
import { RevokeDialog } from './RevokeDialog.tsx'
import { RotateDialog } from './RotateDialog.tsx'
import { Snippets } from './Snippets.tsx'

type Asked = { what: 'create' } | { what: 'change' | 'rotate' | 'revoke'; key: ApiKey }

/** Keys for the shop's programs, and what to paste where. */
export function ApiKeysPage() {
  const { t } = useI18n()
  const { role } = useSession()
  const keys = useQuery(keysQuery)
  const [asked, setAsked] = useState<Asked>()
  const [writeKey, setWriteKey] = useState<string>()
  useDocumentTitle(t('settings.views.api_keys'))
  const close = () => setAsked(undefined)
  const mayChange = roleMay(role, 'api-keys:write')
  return (
    <div className={classes.page}>
      <Card
        title={t('settings.keys.title')}
        subtitle={t('settings.keys.subtitle')}
        flush
        aside={
          mayChange && (
            <Button size="xs" onClick={() => setAsked({ what: 'create' })}>
              {t('settings.keys.create')}
            </Button>
          )
        }
      >
        {keys.data === undefined ? (
          keys.error ? (
            <Problem error={keys.error} onRetry={() => void keys.refetch()} />
          ) : (
            <Loading lines={3} />
          )
        ) : keys.data.apiKeys.length === 0 ? (
          <EmptyState title={t('settings.keys.empty')} />
        ) : (
          <ul className={classes.keys}>
            {keys.data.apiKeys.map((key) => (
              <KeyRow key={key.apiKeyId} apiKey={key} mayChange={mayChange} onAsk={(what) => setAsked({ what, key })} />
            ))}
          </ul>
        )}
      </Card>
      <Snippets writeKey={writeKey} />
      {asked?.what === 'create' && (
        <KeyDialog onClose={close} onCreated={(key) => key.kind === 'write' && setWriteKey(key.secret)} />
      )}
      {asked?.what === 'change' && <KeyDialog apiKey={asked.key} onClose={close} />}
      {asked?.what === 'rotate' && <RotateDialog apiKey={asked.key} onClose={close} />}
      {asked?.what === 'revoke' && <RevokeDialog apiKey={asked.key} onClose={close} />}
    </div>
  )
}
