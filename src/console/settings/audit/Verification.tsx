import { Button } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { AuditVerification } from '#contract/audit'
import { api } from '../../api/client.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './AuditPage.module.css'

/** Reckons the chain again when asked: the record proves itself. */
export function Verification() {
  const i18n = useI18n()
  const { t } = i18n
  const verified = useQuery({
    queryKey: ['audit-verification'],
    queryFn: ({ signal }) => api.get<AuditVerification>('/audit/verification', undefined, signal),
    enabled: false,
  })
  const verdict = verified.isFetching ? undefined : verified.data
  const isWhole = verdict?.brokenAt === null
  return (
    <div className={classes.verification}>
      <Button variant="default" size="xs" loading={verified.isFetching} onClick={() => void verified.refetch()}>
        {t('audit.verify')}
      </Button>
      <span role="status" className={classes.verdict} data-whole={verdict && isWhole}>
        {verdict && isWhole && <IconShieldCheck size={18} stroke={1.7} aria-hidden />}
        {verdict && !isWhole && <IconShieldX size={18} stroke={1.7} aria-hidden />}
        {verdict && isWhole && t('audit.whole', { entries: verdict.entries })}
        {verdict && !isWhole && t('audit.broken', { entry: verdict.brokenAt ?? 0 })}
        {verified.isError && !verified.isFetching && problemText(verified.error, i18n)}
      </span>
    </div>
  )
}
