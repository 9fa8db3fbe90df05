import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useReachable } from '../api/connection.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './ConnectionBanner.module.css'

/** Says that what is shown may be old, and why, while the server or the network is away. */
export function ConnectionBanner() {
  const { t } = useI18n()
  const reachable = useReachable()
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine)
  const client = useQueryClient()
  if (reachable && online) return null
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={20} stroke={1.7} aria-hidden />
      <p>{t(online ? 'console.unavailable' : 'console.offline')}</p>
      <Button variant="default" size="compact-sm" onClick={() => void client.refetchQueries({ type: 'active' })}>
        {t('console.retry')}
      </Button>
    </div>
  )
}

function watchNetwork(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
