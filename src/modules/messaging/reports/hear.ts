import type { ReportSource } from '#contract/messaging-words'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readMailReports } from './dsn.ts'
import { hearText } from './hear-texts.ts'
import { type HookKind, readHook } from './hook-token.ts'
import {
  type Hook,
  isMailgun,
  isPostmark,
  isSendgrid,
  readMailgun,
  readPostmark,
  readSendgrid,
  readSes,
} from './providers.ts'
import { isAmazonAddress, isSns, snsMessage } from './sns.ts'
import { findReportSecret, noteHeard } from './sources.repo.ts'
import { type Report, takeReport } from './take-report.ts'

type Heard = Omit<Report, 'provider' | 'at'>
export type HeardHook = Hook & {
  url: string
  fields: Record<string, string>
  /** of a mail, whole */
  raw?: Uint8Array
}

/**
 * Takes what a provider reports at its address. Throws hook_not_found for an address nobody was given, hook_not_theirs for what its
 * provider did not sign, hook_unreadable. The same again changes nothing.
 */
export async function hearReports(
  deps: MessagingDeps,
  kind: Exclude<HookKind, 'rcs'>,
  token: string,
  hook: HeardHook,
): Promise<void> {
  const workspaceId = readHook(deps.secret, kind, token)
  if (workspaceId === undefined) throw new DomainError('not_found', 'hook_not_found', 'Nobody was given this address.')
  if (kind === 'sms') return await hearText(deps, workspaceId, hook)
  await hearMail(deps, workspaceId, kind, hook)
  deps.onWritten(workspaceId)
}

async function hearMail(
  deps: MessagingDeps,
  workspaceId: string,
  source: ReportSource,
  hook: HeardHook,
): Promise<void> {
  const proof = await inWorkspace(deps.db, workspaceId, (tx) => findReportSecret(tx, workspaceId, deps.secret, source))
  if (proof === undefined) throw notFound()
  let heard: Heard[]
  try {
    heard = await read(deps, source, proof, hook)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('invalid', 'hook_unreadable', 'This is not what its provider sends.')
  }
  if (source === 'mail' && heard.length === 0)
    await deps.replies?.takeMail(workspaceId, hook.raw ?? Buffer.from(hook.body), hook.now)
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    for (const told of heard) await takeReport(tx, deps, workspaceId, { ...told, provider: source, at: hook.now })
    await noteHeard(tx, workspaceId, source, hook.now)
  })
}

async function read(deps: MessagingDeps, source: ReportSource, proof: string, hook: HeardHook): Promise<Heard[]> {
  const { body } = hook
  switch (source) {
    case 'sendgrid':
      return readIf(isSendgrid(hook, proof), () => readSendgrid(body))
    case 'postmark':
      return readIf(isPostmark(hook, proof), () => readPostmark(body))
    case 'mailgun':
      return readIf(isMailgun(hook, proof), () => readMailgun(body))
    case 'ses': {
      const message = snsMessage.parse(JSON.parse(body))
      if (!(await isSns(deps, message, proof))) throw notTheirs()
      if (message.Type === 'SubscriptionConfirmation' && isAmazonAddress(message.SubscribeURL))
        await deps.outbound(message.SubscribeURL, { method: 'GET' })
      return message.Type === 'Notification' ? readSes(message.Message) : []
    }
    case 'mail':
      // The address itself is the proof: whoever pipes mail to it was given it.
      return readMailReports(body)
  }
}

function readIf(isTheirs: boolean, reports: () => Heard[]): Heard[] {
  if (!isTheirs) throw notTheirs()
  return reports()
}

const notFound = () => new DomainError('not_found', 'hook_not_found', 'Nobody was given this address.')
const notTheirs = () => new DomainError('forbidden', 'hook_not_theirs', 'This was not signed by who is set up here.')
