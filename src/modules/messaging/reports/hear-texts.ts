import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { isHttpProvider, smsServices } from '../channels/sms/sms-channel.ts'
import type { SmsReply } from '../channels/sms/sms-service.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { HeardHook } from './hear.ts'
import { takeReply } from './take-reply.ts'
import { takeReport } from './take-report.ts'
import { type TextReport, takeTextReports } from './take-reports.ts'

type Waiting = { hook: HeardHook; resolve: () => void; reject: (error: unknown) => void }
type Line = { waiting: Waiting[]; isBusy: boolean }

/** More would keep the first waiting for the last. */
const atOnce = 128
const lines = new WeakMap<Db, Map<string, Line>>()

/**
 * Takes what a service of text messages tells. Reports of a campaign come by thousands within seconds: what arrives while some are being
 * kept is kept together next, in one transaction. Resolves once it is. Throws hook_not_found, hook_not_theirs.
 */
export async function hearText(deps: MessagingDeps, workspaceId: string, hook: HeardHook): Promise<void> {
  const own = lines.get(deps.db) ?? new Map<string, Line>()
  lines.set(deps.db, own)
  const line = own.get(workspaceId) ?? { waiting: [], isBusy: false }
  own.set(workspaceId, line)
  await new Promise<void>((resolve, reject) => {
    line.waiting.push({ hook, resolve, reject })
    if (line.isBusy) return
    line.isBusy = true
    void keepAll(deps, workspaceId, line)
  })
}

/** Never throws: whoever told is answered. */
async function keepAll(deps: MessagingDeps, workspaceId: string, line: Line): Promise<void> {
  while (line.waiting.length > 0) {
    const some = line.waiting.splice(0, atOnce)
    try {
      await keep(deps, workspaceId, some)
    } catch (error) {
      if (some.length === 1) for (const one of some) one.reject(error)
      // Two that waited for each other, or one that cannot be kept: the others are not to suffer for it.
      else for (const one of some) await keep(deps, workspaceId, [one]).catch(one.reject)
    }
  }
  line.isBusy = false
  lines.get(deps.db)?.delete(workspaceId)
}

type Heard = { one: Waiting; reports: TextReport[]; reply: (SmsReply & { provider: string }) | undefined }

async function keep(deps: MessagingDeps, workspaceId: string, some: Waiting[]): Promise<void> {
  const refused: { one: Waiting; error: DomainError }[] = []
  const taken: Waiting[] = []
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { sms } = await readChannels(tx, workspaceId, deps.secret)
    if (!sms || !isHttpProvider(sms.provider)) throw notFound()
    const { provider, secret = '' } = sms
    const service = smsServices[provider]
    const heard = some.flatMap((one): Heard[] => {
      const { url, fields, header, now } = one.hook
      const signature = header('x-twilio-signature')
      if (service.isSigned && !service.isSigned({ url, fields, signature }, secret)) {
        refused.push({ one, error: notTheirs() })
        return []
      }
      const reply = service.readReply?.(fields)
      const reports = reply ? [] : service.readReports(fields)
      const about = { provider, at: now }
      return [{ one, reply: reply && { ...reply, provider }, reports: reports.flatMap((told) => named(told, about)) }]
    })
    const { firsts, others } = apart(heard.flatMap(({ reports }) => reports))
    await takeTextReports(tx, deps, workspaceId, firsts)
    for (const report of others) await takeReport(tx, deps, workspaceId, report)
    for (const { reply } of heard) if (reply) await takeReply(tx, deps, workspaceId, reply)
    taken.push(...heard.map(({ one }) => one))
  })
  deps.onWritten(workspaceId)
  for (const { one, error } of refused) one.reject(error)
  for (const one of taken) one.resolve()
}

/** A report without the service's name of the message goes by ours. */
function named(
  { reference, ...told }: ReturnType<(typeof smsServices)['twilio']['readReports']>[number],
  about: Pick<TextReport, 'provider' | 'at'>,
): TextReport[] {
  const name = reference ?? told.messageId
  return name === undefined ? [] : [{ ...told, ...about, reference: name }]
}

/** The first of each message, and what was told of it besides, in the order in which it came. */
function apart(reports: TextReport[]): { firsts: TextReport[]; others: TextReport[] } {
  const met = new Set<string>()
  const [firsts, others]: [TextReport[], TextReport[]] = [[], []]
  for (const report of reports) {
    const names = [`:${report.reference}`, ...(report.messageId ? [report.messageId] : [])]
    ;(names.some((name) => met.has(name)) ? others : firsts).push(report)
    for (const name of names) met.add(name)
  }
  return { firsts, others }
}

const notFound = () => new DomainError('not_found', 'hook_not_found', 'Nobody was given this address.')
const notTheirs = () => new DomainError('forbidden', 'hook_not_theirs', 'This was not signed by who is set up here.')
