import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Job, JobStatus } from '#contract/jobs'
import { roleMay } from '#contract/permissions'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Badge, type Tone, toast, WorkProgress } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { jobIcon } from './job-icon.ts'
import classes from './jobs.module.css'
import { UndoEdit } from './UndoEdit.tsx'

const tones: Record<JobStatus, Tone> = {
  queued: 'quiet',
  running: 'new',
  done: 'good',
  failed: 'now',
  cancelled: 'quiet',
}

export function JobItem({ job }: { job: Job }) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const router = useRouter()
  const { link } = job
  const mayWrite = roleMay(role, 'jobs:write')
  const Icon = jobIcon(job.kind)
  const name = t(`jobs.kind.${job.kind}`)
  return (
    <li className={classes.job}>
      <Icon size={20} stroke={1.6} aria-hidden className={classes.icon ?? ''} />
      <div className={classes.words}>
        <p className={classes.name}>
          <b>{name}</b>
          {job.subject && <bdi>{job.subject}</bdi>}
          <Badge tone={tones[job.status]}>{t(`jobs.status.${job.status}`)}</Badge>
        </p>
        {job.status === 'running' ? (
          <Running job={job} name={name} />
        ) : (
          <p className={classes.when}>{told(job, i18n)}</p>
        )}
        {job.error && <p className={classes.error}>{job.error.message}</p>}
      </div>
      <div className={classes.actions}>
        {mayWrite && job.canCancel && <Act job={job} verb="cancel" />}
        {mayWrite && job.canRetry && <Act job={job} verb="retry" />}
        {job.kind === 'bulk_edit' && isOver(job.status) && roleMay(role, 'customers:write') && <UndoEdit job={job} />}
        {link !== null && link !== '/jobs' && (
          <Button
            component="a"
            href={link}
            variant="default"
            size="xs"
            onClick={openWith(() => router.navigate({ href: link }))}
          >
            {t('jobs.show')}
          </Button>
        )}
      </div>
    </li>
  )
}

function Running({ job, name }: { job: Job; name: string }) {
  const { t, number } = useI18n()
  const rate =
    job.ratePerSecond !== null && job.ratePerSecond >= 1
      ? t('jobs.rate', { rate: number(job.ratePerSecond) })
      : undefined
  const label =
    job.total === null
      ? name
      : t('jobs.done_of', { done: number(Math.min(job.done, job.total)), total: number(job.total) })
  return (
    <WorkProgress
      label={label}
      done={job.done}
      total={job.total ?? undefined}
      rate={rate}
      secondsLeft={job.secondsLeft}
    />
  )
}

function Act({ job, verb }: { job: Job; verb: 'cancel' | 'retry' }) {
  const i18n = useI18n()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => api.post<Job>(`/jobs/${job.jobId}/${verb}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Button variant="default" size="xs" loading={act.isPending} onClick={() => act.mutate()}>
      {i18n.t(verb === 'cancel' ? 'jobs.cancel' : 'console.retry')}
    </Button>
  )
}

const isOver = (status: JobStatus): boolean => status === 'done' || status === 'cancelled'

/** Who, when and how long. */
function told(job: Job, { t, day }: I18n): string {
  const when = day(job.finishedAt ?? job.createdAt, 'time')
  const seconds =
    job.startedAt && job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000 : undefined
  const words = [
    job.startedBy === null ? undefined : job.startedBy,
    when,
    seconds === undefined ? undefined : took(seconds, t),
  ]
  return words.filter((word) => word !== undefined).join(' · ')
}

function took(seconds: number, t: I18n['t']): string {
  if (seconds < 60) return t('jobs.took_seconds', { seconds: Math.max(1, Math.round(seconds)) })
  return t('jobs.took_minutes', { minutes: Math.round(seconds / 60) })
}

/** A plain click stays in the console; with a key it opens elsewhere, as the browser does. */
function openWith(open: () => Promise<void>) {
  return (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void open()
  }
}
