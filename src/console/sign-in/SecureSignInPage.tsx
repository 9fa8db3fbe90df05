import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Loading } from '../components/Loading.tsx'
import { Problem } from '../components/Problem.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { accountQuery } from '../settings/account/queries.ts'
import { SetUpWays } from '../settings/account/SetUpWays.tsx'
import { signOut } from '../shell/sign-out.ts'
import classes from './EntryFrame.module.css'
import { EntryFrame } from './EntryFrame.tsx'

/** The workspace asks for a second factor: before anything else, one is set up. */
export function SecureSignInPage() {
  const { t } = useI18n()
  const client = useQueryClient()
  const navigate = useNavigate()
  const account = useQuery(accountQuery)
  const done = async (): Promise<void> => {
    client.clear()
    await navigate({ to: '/' })
  }
  return (
    <EntryFrame title={t('sign_in.secure.title')} text={t('sign_in.secure.text')}>
      <div className={classes.form}>
        {account.data ? (
          <SetUpWays account={account.data} onDone={() => void done()} />
        ) : account.isError ? (
          <Problem error={account.error} onRetry={() => void account.refetch()} />
        ) : (
          <Loading lines={2} />
        )}
        <button type="button" className={classes.quiet} onClick={() => void signOut()}>
          {t('sign_in.secure.leave')}
        </button>
      </div>
    </EntryFrame>
  )
}
