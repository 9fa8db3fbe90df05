import { createMailSender, type Handover, type Letter } from '#platform/mail'

/** What brings messages to people. Another channel is another one of these; it never throws. */
export type Channel<L> = {
  /** viewer: nothing leaves this machine, the console shows it */
  delivery: 'smtp' | 'viewer'
  send: (letter: L) => Promise<Handover>
  close: () => void
}

export type EmailChannel = Channel<Letter> & { from: string }

export function emailChannel({ smtpUrl, from }: { smtpUrl?: string; from?: string }): EmailChannel {
  if (!smtpUrl) return { delivery: 'viewer', from: from ?? 'regulars@localhost', ...viewer }
  return { delivery: 'smtp', from: from ?? 'regulars@localhost', ...createMailSender(smtpUrl) }
}

const viewer = { send: async (): Promise<Handover> => ({ outcome: 'accepted', answer: '' }), close: () => {} }
