import { IconProgressCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Job } from '#contract/jobs'
import { Card, EmptyState, LinkButton, Loading, PageHeader, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { JobItem } from './JobItem.tsx'
import classes from './jobs.module.css'
import { jobsQuery } from './jobs-query.ts'

/** All long work: what runs with its bar, what is over with how it ended. */
export function JobsPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(jobsQuery)
  const open = data?.jobs.filter(isOpen) ?? []
  const over = data?.jobs.filter((job) => !isOpen(job)) ?? []
  return (
    <>
      <PageHeader title={t('console.nav.jobs')} subtitle={t('jobs.subtitle')} />
      {data === undefined && (error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={6} />)}
      {data?.jobs.length === 0 && (
        <Card>
          <EmptyState
            icon={<IconProgressCheck aria-hidden />}
            title={t('jobs.empty')}
            text={t('jobs.empty_text')}
            action={
              <LinkButton to="/imports" variant="default">
                {t('console.nav.imports')}
              </LinkButton>
            }
          />
        </Card>
      )}
      <div className={classes.page}>
        {open.length > 0 && <JobList title={t('jobs.open')} jobs={open} />}
        {over.length > 0 && <JobList title={t('jobs.over')} jobs={over} />}
      </div>
    </>
  )
}

function JobList({ title, jobs }: { title: string; jobs: Job[] }) {
  const { number } = useI18n()
  return (
    <Card flush title={title} aside={number(jobs.length)}>
      <ul className={classes.list}>
        {jobs.map((job) => (
          <JobItem key={job.jobId} job={job} />
        ))}
      </ul>
    </Card>
  )
}

function isOpen({ status }: Job): boolean {
  return status === 'queued' || status === 'running'
}
