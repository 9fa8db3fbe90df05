import { readSigned, signIds } from '#modules/messaging'
import type { SurveysDeps } from './surveys-deps.ts'

/** Somebody who was asked, whoever has the address, whoever wants to see the page. */
const kinds = ['ask', 'public', 'sample'] as const
export type LinkKind = (typeof kinds)[number]

/** The page of an ask, or of a survey, that nobody can make up. An answer below it is chosen there already. */
export function writeLink(
  { secret, publicUrl }: Pick<SurveysDeps, 'secret' | 'publicUrl'>,
  kind: LinkKind,
  workspaceId: string,
  id: string,
): string {
  return `${publicUrl()}/s/${signIds(secret, `survey-${kind}`, [workspaceId, id])}`
}

/** Undefined for anything that was not signed for a survey. */
export function readToken(
  { secret }: Pick<SurveysDeps, 'secret'>,
  token: string,
): { kind: LinkKind; workspaceId: string; id: string } | undefined {
  for (const kind of kinds) {
    const [workspaceId, id] = readSigned(secret, `survey-${kind}`, token, 2) ?? []
    if (workspaceId && id) return { kind, workspaceId, id }
  }
  return undefined
}
