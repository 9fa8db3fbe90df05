import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { openJobsQuery } from '../jobs/jobs-query.ts'
import classes from './JobsIndicator.module.css'
import { useAfterFirstPage } from './use-after-first-page.ts'

/** A quiet sign that something runs, with its bar; it leads to the jobs. */
export function JobsIndicator({ compact = false }: { compact?: boolean }) {
  const { t, percent } = useI18n()
  const { role } = useSession()
  const client = useQueryClient()
  const enabled = useAfterFirstPage() && roleMay(role, 'jobs:read')
  const { data } = useQuery({ ...openJobsQuery, enabled })
  const open = data?.open ?? 0
  const before = useRef(open)
  useEffect(() => {
    if (open < before.current) void client.invalidateQueries({ queryKey: ['notifications'] })
    before.current = open
  }, [open, client])
  if (open === 0) return null
  const running = data?.jobs.find(({ status }) => status === 'running')
  const share = running?.total ? Math.min(100, (running.done / running.total) * 100) : undefined
  const words = t('console.jobs_running', { count: open })
  return (
    <Link to="/jobs" className={compact ? classes.compact : classes.sign} {...(compact && { 'aria-label': words })}>
      {!compact && (
        <span className={classes.words}>
          <span>{words}</span>
          {share !== undefined && <span>{percent(share, 0)}</span>}
        </span>
      )}
      <progress aria-label={words} max={100} {...(share === undefined ? {} : { value: share })} />
    </Link>
  )
}
