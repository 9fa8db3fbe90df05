import type { SignedIn } from '../../src/testing/sign-in.ts'
import type { Known, Shop } from './ask.ts'

type Opened = { ticketId: string }

/** What customers wrote by mail, a call that was written down, and what the shop answered; resolves with a ticket to look at. */
export async function fillInbox(shop: Shop, owner: SignedIn, customers: Known[]): Promise<string> {
  await owner('PUT', '/message-channels/email/reports', { source: 'mail', secret: 'pictures' })
  type Channels = { email: { reports: { source: string; url: string }[] } }
  const { email } = (await (await owner('GET', '/message-channels')).json()) as Channels
  const hook = new URL(email.reports.find(({ source }) => source === 'mail')?.url ?? '')
  let count = 0
  const mail = async (from: string, subject: string, lines: string[], more: string[] = []): Promise<void> => {
    const id = `Message-ID: <picture-${++count}@mail.example>`
    const head = [`From: ${from}`, `Subject: ${subject}`, id, 'Content-Type: text/plain; charset=utf-8', ...more]
    await fetch(`${shop.url}${hook.pathname}`, { method: 'POST', body: [...head, '', ...lines].join('\r\n') })
  }
  await mail('Robin Field <robin.field@mail.example>', 'A scarf left behind', [
    'Good morning,',
    '',
    'did somebody find a red scarf at the table by the window yesterday?',
  ])
  await mail('Maja Zielinska <maja@mail.example>', 'Gift boxes for a wedding', [
    'We need forty small boxes by the end of May. Can you make them in green?',
  ])
  const list = await shop.ask<{ tickets: Opened[] }>('GET', '/tickets?search=boxes')
  const ticketId = list.tickets[0]?.ticketId ?? ''
  const [known, caller] = customers
  await shop.ask('PATCH', `/tickets/${ticketId}`, JSON.stringify({ customerId: known?.customerId }))
  await owner('POST', `/tickets/${ticketId}/entries`, { kind: 'note', text: 'Green ribbon is in stock, 60 metres.' })
  await owner('POST', `/tickets/${ticketId}/entries`, {
    kind: 'out',
    text: 'Green is no problem at all. Shall we set one aside as a sample?\n\nIt could be ready on Thursday.',
  })
  const answer = ['Thursday would be wonderful.', '', 'On Monday the gift shop wrote:', '> Green is no problem at all.']
  await mail('Maja Zielinska <maja@mail.example>', 'Re: Gift boxes for a wedding', answer, [
    'In-Reply-To: <picture-2@mail.example>',
  ])
  await shop.post('/tickets', {
    subject: 'Asked whether the blue lamp comes back',
    channel: 'phone',
    customerId: caller?.customerId,
    entry: { kind: 'in', text: 'Would buy two.' },
  })
  return ticketId
}
