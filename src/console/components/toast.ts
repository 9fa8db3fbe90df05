import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { currentSnapshot } from '../i18n/store.ts'
import classes from './toast.module.css'

/** Short messages at the corner of the screen; `undo` holds the way back until it disappears. */
export const toast = {
  good: (message: string): void => {
    notifications.show({ message, color: 'evergreen', ...shared() })
  },
  bad: (message: string): void => {
    notifications.show({ message, color: 'brick', ...shared(), autoClose: 10_000, role: 'alert' })
  },
  undo: (message: string, undoLabel: string, onUndo: () => void): void => {
    const id = crypto.randomUUID()
    const button = createElement(
      'button',
      {
        type: 'button',
        className: classes.undo,
        onClick: () => {
          notifications.hide(id)
          onUndo()
        },
      },
      undoLabel,
    )
    const text = createElement('span', { className: classes.line }, message, button)
    notifications.show({ id, message: text, color: 'evergreen', ...shared(), autoClose: 8000 })
  },
}

function shared() {
  return { withBorder: true, closeButtonProps: { 'aria-label': currentSnapshot().t('console.close') } }
}
