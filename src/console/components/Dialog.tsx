import { Button, type ButtonProps, CloseButton } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './Dialog.module.css'

type DialogProps = { title: string; onClose: () => void; children: ReactNode; wide?: boolean }

/** A dialog while it is mounted: the browser's own, which keeps the focus and closes on Escape. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const { t } = useI18n()
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null || dialog.open) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      dialog.close()
      // React has taken the dialog out already, and with it the browser's own way back.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog already; the click is on the backdrop.
    <dialog
      ref={ref}
      className={wide ? classes.wide : classes.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className={classes.sheet}>
        <div className={classes.head}>
          <h2 id={titleId}>{title}</h2>
          <CloseButton onClick={onClose} aria-label={t('console.close')} />
        </div>
        {children}
      </div>
    </dialog>
  )
}

/** The buttons at the foot of a dialog, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>
}

type SubmitActionsProps = ButtonProps & { onClose: () => void; label: string }

/** The two buttons at the foot of a form in a dialog: give up, or do it. */
export function SubmitActions({ onClose, label, ...button }: SubmitActionsProps) {
  const { t } = useI18n()
  return (
    <DialogActions>
      <Button variant="default" onClick={onClose}>
        {t('console.cancel')}
      </Button>
      <Button type="submit" {...button}>
        {label}
      </Button>
    </DialogActions>
  )
}
