import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pdu } from 'smpp'
import { OutboundError } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../../messaging-deps.ts'
import { takeReply } from '../../../reports/take-reply.ts'
import { takeReport } from '../../../reports/take-report.ts'
import type { Channel, ChannelHandover } from '../../channel.ts'
import type { StoredChannel } from '../../channels.repo.ts'
import { digitsOf } from '../sms-service.ts'
import { BindError, type SmppAccount, type SmppSession, statusName } from './open-session.ts'
import { readReceipt, readReply } from './read-receipt.ts'
import { joinHeader, splitText } from './split-text.ts'

const slowDown = new Set(['ESME_RTHROTTLED', 'ESME_RMSGQFUL'])
const laterOn = new Set(['ESME_RSYSERR', 'ESME_RX_T_APPN', ...slowDown])
const deadNumber = new Set(['ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI'])
const breathMs = 1000
const mostTries = 3
/** Once one part of a message is taken the others are worth more patience. */
const mostTriesOfARest = 12

type Sms = { messageId: string; to: string; text: string }

/** Text messages straight to a centre (SMPP 3.4); undefined when that is not complete. */
export function smppChannel(deps: MessagingDeps, workspaceId: string, stored: StoredChannel): Channel | undefined {
  const account = smppAccountOf(stored)
  if (!account) return undefined
  const { sender } = stored.settings as { sender: string }
  return {
    kind: 'sms',
    send: async (sending) => {
      if (sending.channel !== 'sms') return { outcome: 'refused', answer: 'wrong channel' }
      try {
        const session = await openSmpp(deps, workspaceId, account)
        return { ...(await submitAll(session, sender, sending)), provider: 'smpp' }
      } catch (error) {
        if (error instanceof BindError) return { outcome: 'unreachable', answer: error.status }
        if (error instanceof OutboundError) return { outcome: error.outcome, answer: error.outcome }
        throw error
      }
    },
  }
}

/** smpp://host:port, or smpps:// with TLS; the usual ports are 2775 and 3550. */
export function smppAccountOf({ secret, settings }: StoredChannel): SmppAccount | undefined {
  const { account, baseUrl } = settings as { account?: string; baseUrl?: string | null }
  if (secret === undefined || !baseUrl || !URL.canParse(baseUrl)) return undefined
  const { protocol, hostname, port } = new URL(baseUrl)
  const isSecure = protocol === 'smpps:'
  return {
    host: hostname,
    port: Number(port || (isSecure ? 3550 : 2775)),
    isSecure,
    systemId: account ?? '',
    password: secret,
  }
}

/** The session of a workspace; receipts and replies that come in by it are kept before they are acknowledged. */
export async function openSmpp(
  deps: MessagingDeps,
  workspaceId: string,
  account: SmppAccount,
  restMs = 1000,
): Promise<SmppSession> {
  const onDelivered = (pdu: Pdu) => keepDelivered(deps, workspaceId, pdu)
  return await deps.lines.smpp.open(workspaceId, account, { onDelivered, restMs })
}

async function keepDelivered(deps: MessagingDeps, workspaceId: string, pdu: Pdu): Promise<void> {
  const receipt = readReceipt(pdu)
  const reply = readReply(pdu)
  if (!receipt && !reply) return
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (receipt) await takeReport(tx, deps, workspaceId, { ...receipt, provider: 'smpp', at: deps.clock.now() })
    if (reply) await takeReply(tx, deps, workspaceId, { ...reply, provider: 'smpp' })
  })
  deps.onWritten(workspaceId)
}

/** A receipt is asked for the last part alone: it speaks for the message, and its id is the message's. */
async function submitAll(session: SmppSession, sender: string, { messageId, to, text }: Sms): Promise<ChannelHandover> {
  const { dataCoding, parts } = splitText(text)
  const reference = createHash('sha256').update(messageId).digest()[0] ?? 0
  let taken = ''
  for (const [index, message] of parts.entries()) {
    const isLast = index === parts.length - 1
    const answer = await submitPatiently(session, index === 0 ? mostTries : mostTriesOfARest, {
      ...sourceOf(sender),
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: digitsOf(to),
      registered_delivery: isLast ? 1 : 0,
      data_coding: dataCoding,
      short_message: parts.length === 1 ? message : { udh: joinHeader(reference, parts.length, index), message },
    })
    if (!answer) return { outcome: 'unclear', answer: 'no answer' }
    const status = statusName(answer.command_status)
    if (answer.command_status !== 0) return refusalOf(status, index > 0)
    taken = answer.message_id ?? ''
  }
  return { outcome: 'accepted', answer: '0', ...(taken ? { reference: taken } : {}) }
}

async function submitPatiently(
  session: SmppSession,
  tries: number,
  fields: Parameters<SmppSession['submit']>[0],
): Promise<Pdu | undefined> {
  for (let tried = 1; ; tried++) {
    const answer = await session.submit({ ...fields })
    if (!answer || tried >= tries || !slowDown.has(statusName(answer.command_status))) return answer
    await sleep(breathMs)
  }
}

function refusalOf(status: string, hasBegun: boolean): ChannelHandover {
  // A part of it is on its way: sent again it would come twice.
  if (hasBegun) return { outcome: 'unclear', answer: status }
  if (laterOn.has(status)) return { outcome: 'later', answer: status }
  if (status === 'ESME_RINVBNDSTS') return { outcome: 'unreachable', answer: status }
  return { outcome: deadNumber.has(status) ? 'address_refused' : 'refused', answer: status }
}

/** A word, an international number, or a short one of the network's own. */
function sourceOf(sender: string): { source_addr_ton: number; source_addr_npi: number; source_addr: string } {
  const digits = sender.replace(/^\+/, '')
  if (!/^\d+$/.test(digits)) return { source_addr_ton: sender === '' ? 0 : 5, source_addr_npi: 0, source_addr: sender }
  const isShort = digits.length <= 6
  return { source_addr_ton: isShort ? 3 : 1, source_addr_npi: isShort ? 0 : 1, source_addr: digits }
}
