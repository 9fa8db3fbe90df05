import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api } from '../../api/client.ts'
import { ApiError } from '../../api/problem.ts'
import { isDismissed, signInByPasskey } from '../../api/webauthn.ts'
import { Dialog, DialogActions, LinkButton, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'

type Asked = { methods: string[]; answer: (isShown: boolean) => void }

/**
 * For changes that want to know who sits there: `around(call)` makes the call, and when the server asks for a proof lets
 * the person show it and makes the call again. Render `dialog`. `complain` shows what went wrong, but not that somebody thought better of it.
 */
export function useProof(): {
  around: <T>(call: () => Promise<T>) => Promise<T>
  dialog: ReactNode
  complain: (error: unknown) => void
} {
  const i18n = useI18n()
  const [asked, setAsked] = useState<Asked>()
  return {
    around: async (call) => {
      try {
        return await call()
      } catch (error) {
        if (!isProofWanted(error)) throw error
        const methods = (error.details.methods ?? []) as string[]
        const isShown = await new Promise<boolean>((answer) => setAsked({ methods, answer }))
        setAsked(undefined)
        if (!isShown) throw error
        return await call()
      }
    },
    dialog: asked && <ProofDialog {...asked} />,
    complain: (error) => {
      if (!isProofWanted(error) && !isDismissed(error)) toast.bad(problemText(error, i18n))
    },
  }
}

function isProofWanted(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === 'proof_required'
}

function ProofDialog({ methods, answer }: Asked) {
  const i18n = useI18n()
  const { t } = i18n
  const [password, setPassword] = useState('')
  const byPassword = useMutation({
    mutationFn: () => api.post<void>('/account/proof', { password }),
    onSuccess: () => answer(true),
  })
  const byPasskey = useMutation({ mutationFn: () => signInByPasskey(), onSuccess: () => answer(true) })
  const error = byPassword.error ?? (isDismissed(byPasskey.error) ? null : byPasskey.error)
  const hasPassword = methods.includes('password')
  return (
    <Dialog title={t('account.proof.title')} onClose={() => answer(false)}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          byPassword.mutate()
        }}
      >
        <p>{t(methods.length > 0 ? 'account.proof.text' : 'account.proof.sign_in_again')}</p>
        {hasPassword && (
          <PasswordInput
            label={t('sign_in.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
          />
        )}
        {error && (
          <p role="alert" className={classes.problem}>
            {problemText(error, i18n)}
          </p>
        )}
        <DialogActions>
          <Button variant="default" onClick={() => answer(false)}>
            {t('console.cancel')}
          </Button>
          {methods.includes('passkey') && (
            <Button
              variant={hasPassword ? 'default' : 'filled'}
              leftSection={<IconFingerprint size={18} aria-hidden />}
              loading={byPasskey.isPending}
              onClick={() => byPasskey.mutate()}
            >
              {t('account.proof.passkey')}
            </Button>
          )}
          {hasPassword && (
            <Button type="submit" loading={byPassword.isPending}>
              {t('account.proof.submit')}
            </Button>
          )}
          {methods.length === 0 && <LinkButton to="/sign-in">{t('sign_in.title')}</LinkButton>}
        </DialogActions>
      </form>
    </Dialog>
  )
}
