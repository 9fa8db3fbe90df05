import type { Sending } from '../channels/channel.ts'
import { domainOf, type EmailSettings, signatureOf } from '../channels/email/dkim.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { reportHeaders } from '../reports/report-headers.ts'
import { replyAddress, threadOf } from './answer-thread.ts'
import { letterOf } from './letter.ts'
import type { Claimed } from './outbox.repo.ts'
import type { Prepared } from './prepare-message.ts'

type Rendered = NonNullable<Prepared['rendered']>

/** The message in the form that its channel takes. */
export function sendingOf(
  deps: MessagingDeps,
  workspaceId: string,
  claimed: Claimed,
  prepared: Prepared,
  rendered: Rendered,
  address: string,
): Sending {
  const { messageId } = claimed
  const { contact } = prepared
  switch (prepared.channel ?? 'email') {
    case 'email':
      return { channel: 'email', letter: letterFrom(deps, workspaceId, claimed, prepared, rendered, address) }
    case 'sms':
      return { channel: 'sms', messageId, to: address, text: rendered.text }
    case 'push':
      return {
        channel: 'push',
        messageId,
        customerId: contact?.customerId ?? '',
        note: rendered.push ?? { title: '', text: rendered.text, url: '', locale: rendered.locale },
        isUrgent: claimed.purpose === 'transactional',
      }
    case 'webhook':
      return {
        channel: 'webhook',
        messageId,
        at: deps.clock.now(),
        body: {
          type: 'message.send',
          timestamp: deps.clock.now().toString(),
          data: {
            messageId,
            template: prepared.template.name,
            purpose: claimed.purpose,
            locale: rendered.locale,
            text: rendered.text,
            customer: contact
              ? { customerId: contact.customerId, name: contact.name, email: contact.email, phone: contact.phone }
              : null,
            data: claimed.data,
          },
        },
      }
  }
}

function letterFrom(
  { channel, clock }: MessagingDeps,
  workspaceId: string,
  claimed: Claimed,
  { contact, template, look, urls, stored, sources }: Prepared,
  { locale, subject, html, text }: Rendered,
  address: string,
) {
  const email = stored.email?.settings as EmailSettings | undefined
  // A sender of one's own counts once its domain has shown our record: nobody writes in another's name.
  const own = email?.isFound && email.from ? email.from : undefined
  const from = own ?? channel.from
  const thread = threadOf(claimed)
  return letterOf({
    workspaceId,
    messageId: claimed.messageId,
    templateId: template.templateId,
    purpose: claimed.purpose,
    topic: template.topic,
    from,
    brandName: look.name,
    replyTo: replyAddress(thread, look.supportEmail),
    ...(thread ? { references: thread.references } : {}),
    to: { name: contact?.name ?? '', address },
    date: new Date(clock.now().epochMilliseconds),
    locale,
    subject,
    html: html ?? '',
    text,
    unsubscribeUrl: urls.unsubscribe,
    reportHeaders: reportHeaders(sources, claimed.messageId),
    dkim: email?.domain === domainOf(from) ? signatureOf(email, stored.email?.secret) : undefined,
  })
}
