import { type SmsProvider, smsProviders } from '#contract/messaging-words'
import type { MessagingDeps } from '../../messaging-deps.ts'
import { hookUrl } from '../../reports/hook-token.ts'
import type { Channel } from '../channel.ts'
import type { StoredChannel, StoredChannels } from '../channels.repo.ts'
import { kavenegar } from './kavenegar.ts'
import { type Rcs, rcs } from './rcs.ts'
import { seeme } from './seeme.ts'
import { smppChannel } from './smpp/smpp-channel.ts'
import type { SmsService } from './sms-service.ts'
import { smsapi } from './smsapi.ts'
import { smsc } from './smsc.ts'
import { twilio } from './twilio.ts'

type HttpProvider = Exclude<SmsProvider, 'smpp'>

export const smsServices: Record<HttpProvider, SmsService> = { twilio, smsapi, seeme, kavenegar, smsc }

/** A service over HTTP; SMPP is a line of its own. */
export const isHttpProvider = (name: string): name is HttpProvider =>
  name !== 'smpp' && smsProviders.some((one) => one === name)

/** Text messages: by RCS to phones that know it where that is switched on, else over the service that is set up. */
export function smsChannel(deps: MessagingDeps, workspaceId: string, stored: StoredChannels): Channel | undefined {
  const plain = stored.sms?.isOn ? plainChannel(deps, workspaceId, stored.sms) : undefined
  const rich = stored.rcs?.isOn ? rcs(deps, workspaceId, stored.rcs) : undefined
  return rich ? richFirst(rich, plain) : plain
}

function richFirst(rich: Rcs, plain: Channel | undefined): Channel {
  return {
    kind: 'sms',
    send: async (sending) => {
      if (sending.channel !== 'sms') return { outcome: 'refused', answer: 'wrong channel' }
      const { mayHave = false, ...end } = await rich(sending, plain !== undefined)
      return end.outcome === 'accepted' || mayHave || !plain ? end : await plain.send(sending)
    },
  }
}

/** Over the service that a workspace has set up; undefined when that is not complete. */
export function plainChannel(deps: MessagingDeps, workspaceId: string, stored: StoredChannel): Channel | undefined {
  const { provider, secret, settings } = stored
  if (provider === 'smpp') return smppChannel(deps, workspaceId, stored)
  if (!isHttpProvider(provider) || secret === undefined) return undefined
  const service = smsServices[provider]
  const { sender, account, baseUrl } = settings as { sender: string; account: string; baseUrl: string | null }
  const base = (baseUrl ?? service.baseUrl).replace(/\/+$/, '')
  return {
    kind: 'sms',
    send: async (sending) => {
      if (sending.channel !== 'sms') return { outcome: 'refused', answer: 'wrong channel' }
      const reportUrl = hookUrl(deps, workspaceId, 'sms')
      const done = await service.send(
        deps.outbound,
        { sender, account, secret, baseUrl: base },
        { ...sending, reportUrl },
      )
      return { ...done, provider }
    },
  }
}
