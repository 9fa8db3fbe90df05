import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Scope } from '#contract/permissions'
import { type Actor, json, jsonBody, workspaceRoute } from '#platform/http'
import type { Place } from './ledger/desk.ts'

export const tags = ['Loyalty']
export const params = z.object({ programmeId: z.uuid() })
const headers = z.object({
  'idempotency-key': z.string().min(1).max(200).optional().openapi({
    description: 'The same key with the same body gets the first answer again; with another body 409.',
  }),
})
export const one = '/loyalty/programmes/{programmeId}'

/** Something done at the till: POST, once for its Idempotency-Key. */
export function deed<B extends z.ZodType, A extends z.ZodType>(
  path: string,
  scope: Scope,
  summary: string,
  body: B,
  answer: A,
) {
  return workspaceRoute(
    { scope },
    {
      method: 'post',
      path: `${one}${path}`,
      tags,
      summary,
      request: { params, headers, body: jsonBody(body) },
      responses: { 200: json(answer, 'What was done') },
    },
  )
}

type Asked = Context<{ Variables: { workspaceId: string; actor: Actor } }>

/** Who asks for something of which programme. */
export function placeAt(c: unknown, { programmeId }: { programmeId: string }): Place {
  const { workspaceId, actor } = (c as Asked).var
  return { workspaceId, actor, programmeId }
}

export const keyed = ({ 'idempotency-key': key }: { 'idempotency-key'?: string | undefined }) => ({ key })
