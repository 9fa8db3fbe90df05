import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { SignInWays } from '#contract/account'
import type { Session } from '#contract/session'
import { api, apiAddress } from '../api/client.ts'
import { canUsePasskeys, isDismissed, signInByPasskey } from '../api/webauthn.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'

/** Without the password: a passkey, and the provider where one is set up. */
export function OtherWays({ next, onEntered }: { next: string | undefined; onEntered: (session: Session) => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const ways = useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: ({ signal }) => api.get<SignInWays>('/session/ways', undefined, signal),
  })
  const passkey = useMutation({ mutationFn: () => signInByPasskey<Session>(), onSuccess: onEntered })
  const provider = ways.data?.oidc
  const hasPasskeys = canUsePasskeys()
  if (!hasPasskeys && !provider) return null
  return (
    <div className={classes.ways}>
      <p className={classes.or}>{t('sign_in.or')}</p>
      {hasPasskeys && (
        <Button
          variant="default"
          size="md"
          leftSection={<IconFingerprint size={18} aria-hidden />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {t('sign_in.with_passkey')}
        </Button>
      )}
      {provider && (
        <Button component="a" variant="default" size="md" href={apiAddress('/session/oidc', { next })}>
          {t('sign_in.with_provider', { name: provider })}
        </Button>
      )}
      {passkey.isError && !isDismissed(passkey.error) && (
        <p role="alert" className={classes.problem}>
          {problemText(passkey.error, i18n)}
        </p>
      )}
    </div>
  )
}
