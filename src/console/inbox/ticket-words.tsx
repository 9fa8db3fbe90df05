import { IconDots, IconMail, IconMessage, IconPhone } from '@tabler/icons-react'
import type { TicketChannel, TicketRow, TicketState } from '#contract/inbox'
import type { Tone } from '../components/index.ts'
import type { I18n } from '../i18n/use-i18n.ts'

export const stateTones: Record<TicketState, Tone> = { open: 'look', waiting: 'new', closed: 'quiet' }

const icons = { email: IconMail, sms: IconMessage, phone: IconPhone, other: IconDots }

export function ChannelIcon({ channel, size = 15 }: { channel: TicketChannel; size?: number }) {
  const Icon = icons[channel]
  return <Icon size={size} stroke={1.7} aria-hidden />
}

/** Whose it is, as far as anybody knows. */
export function ticketPerson(
  { t }: Pick<I18n, 't'>,
  { customer, sender }: Pick<TicketRow, 'customer' | 'sender'>,
): string {
  return customer?.name ?? sender?.name ?? sender?.address ?? t('inbox.nobody_known')
}

export const ticketSubject = ({ t }: Pick<I18n, 't'>, subject: string): string =>
  subject === '' ? t('inbox.no_subject') : subject
