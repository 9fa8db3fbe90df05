import type { ReportSource } from '#contract/messaging-words'
import { readSigned, signIds } from '../links/sign-link.ts'
import type { MessagingDeps } from '../messaging-deps.ts'

export type HookKind = ReportSource | 'sms' | 'rcs'

/** The address a service reports to: it names the workspace, and nobody can make it up. */
export function hookUrl(
  { secret, publicUrl }: Pick<MessagingDeps, 'secret' | 'publicUrl'>,
  workspaceId: string,
  kind: HookKind,
): string {
  return `${publicUrl()}/hooks/${kind}/${signIds(secret, `hook:${kind}`, [workspaceId])}`
}

/** The workspace that an address of `kind` was made for. */
export function readHook(secret: string, kind: HookKind, token: string): string | undefined {
  return readSigned(secret, `hook:${kind}`, token, 1)?.[0]
}
