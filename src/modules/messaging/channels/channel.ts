import type { MessageChannel } from '#contract/messaging-words'
import { createMailSender, type Handover, type Letter } from '#platform/mail'

/** What a channel is given: the message in the form it takes. */
export type Sending =
  | { channel: 'email'; letter: Letter }
  | { channel: 'sms'; messageId: string; to: string; text: string }
  | { channel: 'push'; messageId: string; customerId: string; note: Note; isUrgent: boolean }
  | { channel: 'webhook'; messageId: string; at: Temporal.Instant; body: Record<string, unknown> }

/** `countedUrl` leads where `url` does and is counted; for browsers, since an app opens its own pages by the plain one. */
export type Note = { title: string; text: string; url: string; locale: string; countedUrl?: string }

/** `reference` is what the provider calls it; reports that come later speak of it by that. */
export type ChannelHandover = Handover & { provider?: string; reference?: string }

/** What brings messages to people. Another way is another one of these; it never throws. */
export type Channel = { kind: MessageChannel; send: (sending: Sending) => Promise<ChannelHandover> }

/** The installation's mail server, or the viewer: nothing leaves this machine, the console shows it. */
export type MailServer = {
  delivery: 'smtp' | 'viewer'
  from: string
  send: (letter: Letter) => Promise<Handover>
  close: () => void
}

export function emailChannel({ smtpUrl, from }: { smtpUrl?: string; from?: string }): MailServer {
  if (!smtpUrl) return { delivery: 'viewer', from: from ?? 'regulars@localhost', ...viewer }
  return { delivery: 'smtp', from: from ?? 'regulars@localhost', ...createMailSender(smtpUrl) }
}

const viewer = { send: async (): Promise<Handover> => ({ outcome: 'accepted', answer: '' }), close: () => {} }
