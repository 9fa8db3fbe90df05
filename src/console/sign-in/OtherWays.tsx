import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Session } from '#contract/session'
import { canUsePasskeys, isDismissed, signInByPasskey } from '../api/webauthn.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntryFrame.module.css'
import { ProviderButton } from './ProviderButton.tsx'
import { waysQuery } from './ways-query.ts'

/** Without the password: a passkey, and the provider where one is set up. */
export function OtherWays({ next, onEntered }: { next: string | undefined; onEntered: (session: Session) => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const ways = useQuery(waysQuery)
  const passkey = useMutation({ mutationFn: () => signInByPasskey<Session>(), onSuccess: onEntered })
  const hasPasskeys = canUsePasskeys()
  if (!hasPasskeys && !ways.data?.oidc) return null
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
      <ProviderButton begin={{ next }} />
      {passkey.isError && !isDismissed(passkey.error) && (
        <p role="alert" className={classes.problem}>
          {problemText(passkey.error, i18n)}
        </p>
      )}
    </div>
  )
}
