import { Button } from '@mantine/core'
import type { ApiKey } from '#contract/keys'
import { Badge } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import people from '../people/people.module.css'
import classes from '../settings.module.css'

type Action = 'change' | 'rotate' | 'revoke'

export function KeyRow(props: { apiKey: ApiKey; mayChange: boolean; onAsk: (what: Action) => void }) {
  const { t, day } = useI18n()
  const { name, prefix, kind, lastUsedAt, createdAt, createdBy, revokedAt, expiresAt } = props.apiKey
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now()
  return (
    <li className={classes.key}>
      <div className={classes.keyWords}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        <Badge tone={kind === 'write' ? 'good' : 'new'}>{t(`settings.keys.kind_${kind}`)}</Badge>{' '}
        {revokedAt !== null && <Badge>{t('settings.keys.revoked', { day: day(revokedAt) })}</Badge>}
        {revokedAt === null && expiresAt !== null && (
          <Badge tone={isOver ? 'now' : 'look'}>
            {t(isOver ? 'keys.expired' : 'keys.expires', { day: day(expiresAt) })}
          </Badge>
        )}
        <p className={classes.note}>
          <bdi>
            <code>{prefix}…</code>
          </bdi>{' '}
          · {t('settings.keys.created', { day: day(createdAt) })}
          {createdBy !== null && <> {t('keys.by', { name: createdBy })}</>} ·{' '}
          {lastUsedAt === null ? t('settings.keys.unused') : t('settings.keys.used', { day: day(lastUsedAt, 'time') })}
        </p>
        {revokedAt === null && <Limits apiKey={props.apiKey} />}
      </div>
      {revokedAt === null && props.mayChange && (
        <div className={people.side}>
          <RowButton
            label={t('keys.change')}
            full={t('keys.change_one', { name })}
            onClick={() => props.onAsk('change')}
          />
          <RowButton
            label={t('keys.rotate')}
            full={t('keys.rotate_one', { name })}
            onClick={() => props.onAsk('rotate')}
          />
          <RowButton
            label={t('settings.keys.revoke')}
            full={t('settings.keys.revoke_one', { name })}
            onClick={() => props.onAsk('revoke')}
          />
        </div>
      )}
    </li>
  )
}

function Limits({ apiKey }: { apiKey: ApiKey }) {
  const { t, day } = useI18n()
  const { kind, scopes, origins, previousUntil } = apiKey
  const parts = [
    kind === 'server' && (scopes === null ? t('keys.scopes_every') : t('keys.scopes_count', { count: scopes.length })),
    origins.length > 0 && t('keys.origins_some', { list: origins.join(', ') }),
    previousUntil !== null && t('keys.previous', { day: day(previousUntil, 'time') }),
  ].filter((part) => part !== false)
  return parts.length === 0 ? null : <p className={classes.note}>{parts.join(' · ')}</p>
}

function RowButton({ label, full, onClick }: { label: string; full: string; onClick: () => void }) {
  return (
    <Button variant="default" size="xs" onClick={onClick} aria-label={full}>
      {label}
    </Button>
  )
}
