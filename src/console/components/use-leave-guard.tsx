import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { Dialog, DialogActions } from './Dialog.tsx'

/** Asks before somebody leaves what is not saved; what it gives stands anywhere on the page. `isChanged` is asked at that moment. */
export function useLeaveGuard(isChanged: () => boolean): ReactNode {
  const { t } = useI18n()
  const blocker = useBlocker({ shouldBlockFn: isChanged, enableBeforeUnload: isChanged, withResolver: true })
  if (blocker.status !== 'blocked') return null
  return (
    <Dialog title={t('console.leave.title')} onClose={blocker.reset}>
      <p>{t('console.leave.text')}</p>
      <DialogActions>
        <Button variant="default" onClick={blocker.proceed}>
          {t('console.leave.yes')}
        </Button>
        <Button data-autofocus onClick={blocker.reset}>
          {t('console.leave.no')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** The same for a form whose whole input is `input`: changed is what differs from how it began, or from when it was `saved` last. */
export function useFormGuard(input: unknown): { leaving: ReactNode; saved: () => void } {
  const text = JSON.stringify(input)
  const now = useRef(text)
  const kept = useRef(text)
  useEffect(() => {
    now.current = text
  }, [text])
  const leaving = useLeaveGuard(() => now.current !== kept.current)
  return {
    leaving,
    saved: () => {
      kept.current = now.current
    },
  }
}
