import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Card } from '#modules/loyalty'
import { type AppEnv, publicRoute } from '#platform/http'

export const params = z.object({ token: z.string().max(100) })
export const formRule = { maxBody: 16 * 1024 }

/** A form on a card: whoever has the card's address may send it. */
export const cardForm = <P extends string>(path: P, summary: string) =>
  publicRoute(formRule, {
    method: 'post',
    path,
    tags: ['Member pages'],
    summary,
    request: { params },
    responses: { 200: { description: 'A page' } },
  })

/** Does something for the card of an address and shows it again, with what stood in the way; too often is refused. */
export type ShowCard = (
  c: Context<AppEnv>,
  work?: (card: Card, body: Record<string, unknown>) => Promise<void>,
) => Promise<Response>

/** What a card asks for, its holder asks for: nobody of the shop. */
export const placeOf = ({ workspaceId, programmeId }: Card) => ({
  workspaceId,
  programmeId,
  actor: { kind: 'system' as const },
})
