import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'
import { useI18n } from '../i18n/use-i18n.ts'

/** Where short messages appear; see `toast`. */
export default function Toasts() {
  const { direction } = useI18n()
  return <Notifications position={direction === 'rtl' ? 'bottom-left' : 'bottom-right'} limit={4} autoClose={6000} />
}
