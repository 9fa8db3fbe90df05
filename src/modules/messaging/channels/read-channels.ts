import { type ChannelList, mailboxSettings } from '#contract/message-channel-settings'
import { reportSources } from '#contract/messaging-words'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { rcsClientToken } from '../reports/hear-rcs.ts'
import { hookUrl } from '../reports/hook-token.ts'
import { findMailbox, type StoredMailbox } from '../reports/mailbox/mailbox.repo.ts'
import { readHeard } from '../reports/sources.repo.ts'
import { readChannels, type StoredChannel } from './channels.repo.ts'
import { dnsRecordOf, type EmailSettings } from './email/dkim.ts'
import { countAllDevices } from './push/devices.repo.ts'

/** How each channel is set up. What was sealed stays sealed. */
export async function listChannels(deps: MessagingDeps, workspaceId: string): Promise<ChannelList> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const stored = await readChannels(tx, workspaceId, deps.secret)
    const heard = await readHeard(tx, workspaceId)
    const mailbox = await findMailbox(tx, workspaceId, deps.secret)
    const devices = await countAllDevices(tx, workspaceId)
    const email = stored.email?.settings as EmailSettings | undefined
    const { sms, push, webhook, fcm, apns, rcs } = stored
    return {
      email: {
        ...stateOf(stored.email),
        delivery: deps.channel.delivery,
        from: deps.channel.from,
        ownFrom: email?.from ?? null,
        dkim: email ? { domain: email.domain, record: dnsRecordOf(email), isFound: email.isFound } : null,
        reports: reportSources.map((source) => ({
          source,
          url: hookUrl(deps, workspaceId, source),
          isSet: heard.has(source),
          heardAt: heard.get(source)?.toISOString() ?? null,
        })),
        mailbox: mailbox ? shownMailbox(mailbox) : null,
      },
      sms: sms
        ? ({
            ...stateOf(sms),
            provider: sms.provider,
            ...sms.settings,
            reportUrl: hookUrl(deps, workspaceId, 'sms'),
          } as ChannelList['sms'])
        : null,
      rcs: rcs
        ? ({
            ...stateOf(rcs),
            ...rcs.settings,
            reportUrl: hookUrl(deps, workspaceId, 'rcs'),
            clientToken: rcsClientToken(deps.secret, workspaceId),
          } as ChannelList['rcs'])
        : null,
      push: push ? { ...stateOf(push), publicKey: String(push.settings.publicKey), devices: devices.browser } : null,
      fcm: fcm ? ({ ...stateOf(fcm), ...fcm.settings, devices: devices.fcm } as ChannelList['fcm']) : null,
      apns: apns ? ({ ...stateOf(apns), ...apns.settings, devices: devices.apns } as ChannelList['apns']) : null,
      webhook: webhook ? ({ ...stateOf(webhook), ...webhook.settings } as ChannelList['webhook']) : null,
    }
  })
}

const shownMailbox = ({ heardAt, ...mailbox }: StoredMailbox) => ({
  ...mailboxSettings.parse(mailbox),
  trouble: mailbox.trouble,
  heardAt: heardAt?.toISOString() ?? null,
})

const stateOf = (stored: StoredChannel | undefined) => ({
  isOn: stored?.isOn ?? true,
  spokenAt: stored?.spokenAt?.toISOString() ?? null,
  trouble: stored?.trouble ?? null,
})
