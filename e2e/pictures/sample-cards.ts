import { issue } from '../../src/modules/loyalty/cards/wallet/testing/authority.ts'
import type { SignedIn } from '../../src/testing/sign-in.ts'

/** What a shop sets up for its cards: both wallets, by an authority of our own, and a service that takes text messages. */
export async function setUpCards(owner: SignedIn, textsUrl: string): Promise<void> {
  const from = new Date(Date.now() - 86_400_000)
  const authority = issue({ CN: 'Sample WWDR', OU: 'G9' }, from)
  const own = issue({ UID: 'pass.example.shop', CN: 'Pass Type ID', OU: 'TEAM123456', O: 'Gift shop' }, from, authority)
  const account = JSON.stringify({ client_email: 'cards@shop.example', private_key: own.key })
  const apple = { certificate: own.certificate, key: own.key, authority: authority.certificate }
  const texts = {
    channel: 'sms',
    provider: 'twilio',
    sender: '+441632960000',
    account: 'AC1',
    secret: 'not one',
    baseUrl: textsUrl,
    isOn: true,
  }
  for (const [path, body] of [
    ['/loyalty/wallets/apple', apple],
    ['/loyalty/wallets/google', { issuerId: '3388000000022', account }],
    ['/message-channels', texts],
  ] as const) {
    const answer = await owner('PUT', path, body)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
}
