import type { Mailer } from '#platform/mail'
import type { LoyaltyDeps } from '../ledger/desk.ts'

export type CardDeps = LoyaltyDeps & {
  /** signs cards, codes and devices */
  secret: string
  mailer: Pick<Mailer, 'send'>
  /** where links in mails lead */
  publicUrl: () => string
}
