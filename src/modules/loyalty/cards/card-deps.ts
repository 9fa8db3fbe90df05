import type { Mailer } from '#platform/mail'
import type { Outbound } from '#platform/outbound'
import type { LoyaltyDeps } from '../ledger/desk.ts'

export type CardDeps = LoyaltyDeps & {
  /** signs cards, codes and devices */
  secret: string
  mailer: Pick<Mailer, 'send'>
  outbound: Outbound
  /** where Stripe is asked */
  stripeUrl: string
  /** where links in mails lead */
  publicUrl: () => string
  /** text messages, where the shop has a service for them */
  texts: {
    isOn: (workspaceId: string) => Promise<boolean>
    /** false when the service did not take it */
    send: (workspaceId: string, to: string, text: string) => Promise<boolean>
  }
}
