/** What messages are filled in with, and from which module it comes. */
import { giveVoucher, readStandings } from '#modules/loyalty'
import type { SlotSources } from '#modules/messaging'
import { readCarts, recommendToMany } from '#modules/recommendations'
import { askInMessages, noteAsked, showInMessages } from '#modules/surveys'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'

const mostProducts = 6

type Deps = { ch: Clickhouse; clock: Clock; secret: string; publicUrl: () => string }

export function messageSlots(deps: Deps): SlotSources {
  return {
    products: (tx, workspaceId, kind, people) => {
      const asked = people.map(({ customerId, data }) => ({ customerId, productId: productOf(data) }))
      return recommendToMany(deps, tx, workspaceId, { kind, limit: mostProducts, people: asked })
    },
    cart: (tx, workspaceId, people) => readCarts(deps, tx, workspaceId, people),
    points: (tx, workspaceId, customerIds) => readStandings(deps, tx, workspaceId, customerIds),
    voucher: (tx, workspaceId, asked) => giveVoucher(deps, tx, workspaceId, asked),
    surveys: {
      ask: (tx, workspaceId, surveyId, people) => askInMessages(deps, tx, workspaceId, surveyId, people),
      show: (tx, workspaceId, surveyId) => showInMessages(deps, tx, workspaceId, surveyId),
      asked: (tx, workspaceId, messageIds) => noteAsked(deps, tx, workspaceId, messageIds),
    },
  }
}

/** The product that what began it was about. */
function productOf(data: Record<string, unknown>): string | undefined {
  const [first] = Array.isArray(data.products) ? (data.products as unknown[]) : [data]
  const id = typeof first === 'object' && first !== null ? (first as { product_id?: unknown }).product_id : undefined
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}
