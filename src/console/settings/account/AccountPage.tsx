import { useQuery } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Loading, Problem, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { PasskeysCard } from './PasskeysCard.tsx'
import { PasswordCard } from './PasswordCard.tsx'
import { accountQuery } from './queries.ts'
import { SecondFactorCard } from './SecondFactorCard.tsx'
import { SecondFactorRuleCard } from './SecondFactorRuleCard.tsx'
import { SessionsCard } from './SessionsCard.tsx'

/** How you sign in: what protects it, and where you are signed in. */
export function AccountPage() {
  const { t } = useI18n()
  const { role } = useSession()
  const account = useQuery(accountQuery)
  useDocumentTitle(t('account.title'))
  if (account.data === undefined) {
    return account.isError ? (
      <Problem error={account.error} onRetry={() => void account.refetch()} />
    ) : (
      <Loading lines={8} />
    )
  }
  return (
    <div className={classes.page}>
      <SecondFactorCard account={account.data} />
      <PasskeysCard account={account.data} />
      <PasswordCard account={account.data} />
      <SessionsCard />
      {roleMay(role, 'people:write') && <SecondFactorRuleCard />}
    </div>
  )
}
