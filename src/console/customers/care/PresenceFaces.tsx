import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Presence } from '#contract/care'
import { api, apiAddress } from '../../api/client.ts'
import { Avatar } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'

const beatMs = 30_000

/** Colleagues who have the same page open. While it is visible it says so of itself, too. */
export function PresenceFaces({ customerId }: { customerId: string }) {
  const { t, locale } = useI18n()
  const { data } = useQuery({
    queryKey: ['presence', customerId],
    queryFn: () => api.put<Presence>(`/customers/${customerId}/presence`),
    refetchInterval: beatMs,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  useEffect(() => {
    const leave = () => {
      // Outlives the page, unlike an ordinary call.
      void fetch(apiAddress(`/customers/${customerId}/presence`), { method: 'DELETE', keepalive: true }).catch(() => {})
    }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [customerId])
  const others = data?.others ?? []
  if (others.length === 0) return null
  const names = new Intl.ListFormat(locale).format(others.map(({ name }) => name))
  return (
    <span className={classes.presence} role="status">
      <span className={classes.faces} aria-hidden>
        {others.slice(0, 4).map(({ personId, name }) => (
          <Avatar key={personId} name={name} size={28} />
        ))}
      </span>
      {t('care.presence', { names, people: others.length })}
    </span>
  )
}
