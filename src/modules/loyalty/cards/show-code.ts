import { stepOf, stepSeconds, writeCode } from './card-code.ts'
import type { CardDeps } from './card-deps.ts'
import type { Card } from './cards.repo.ts'

/** What a card shows now, and when it will show something else. */
export function showCode(deps: CardDeps, card: Card): { code: string; secondsLeft: number } {
  const now = deps.clock.now()
  const step = stepOf(now)
  const secondsLeft = Math.ceil((step + 1) * stepSeconds - now.epochMilliseconds / 1000)
  return { code: writeCode(deps.secret, card.workspaceId, card.cardId, step), secondsLeft }
}
