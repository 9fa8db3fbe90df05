import { createPrivateKey, randomBytes } from 'node:crypto'
import type { ChannelList, SaveChannel, SaveMailbox, SaveReportSource } from '#contract/message-channel-settings'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newWebhookKey } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { findMailbox, removeMailbox, saveMailbox } from '../reports/mailbox/mailbox.repo.ts'
import { saveReportSecret } from '../reports/sources.repo.ts'
import { readChannels, type StoredChannels, saveChannelRow } from './channels.repo.ts'
import { domainOf, type EmailSettings, findDnsRecord, makeSigningKey } from './email/dkim.ts'
import { readServiceAccount } from './google-tokens.ts'
import { makeVapidKeys } from './push/web-push.ts'
import { listChannels } from './read-channels.ts'

/** Sets a channel up or changes it. A webhook's secret is made here and answered this once. Throws channel_needs_secret. */
export async function saveChannel(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  wanted: SaveChannel,
): Promise<ChannelList & { newSecret: string | null }> {
  const stored = await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret))
  const row = await rowOf(deps, stored, wanted)
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await saveChannelRow(tx, workspaceId, deps.secret, row, deps.clock.now())
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_channel.changed',
      target: { kind: 'message_channel' },
      detail: { channel: row.channel, provider: row.provider, isOn: row.isOn, hasNewSecret: row.secret !== undefined },
    })
  })
  const newSecret = wanted.channel === 'webhook' ? (row.secret ?? null) : null
  return { ...(await listChannels(deps, workspaceId)), newSecret }
}

type Row = Parameters<typeof saveChannelRow>[3]

async function rowOf(deps: MessagingDeps, stored: StoredChannels, wanted: SaveChannel): Promise<Row> {
  switch (wanted.channel) {
    case 'email':
      return await emailRow(deps, stored, wanted.from)
    case 'sms': {
      const { channel, provider, secret, isOn, ...settings } = wanted
      // A key of one service is none of another's.
      if (secret === undefined && (stored.sms?.secret === undefined || stored.sms.provider !== provider))
        throw needsSecret()
      if ((provider === 'smpp') !== /^smpps?:/.test(settings.baseUrl ?? '')) throw needsCentre()
      return { channel, provider, settings, secret, isOn }
    }
    case 'push': {
      const keys = stored.push ? undefined : makeVapidKeys()
      const settings = keys ? { publicKey: keys.publicKey } : (stored.push?.settings ?? {})
      return { channel: 'push', provider: 'vapid', settings, secret: keys?.privateKey, isOn: wanted.isOn }
    }
    case 'fcm': {
      const { channel, secret, isOn, ...settings } = wanted
      if (secret === undefined && stored.fcm?.secret === undefined) throw needsSecret()
      const projectId = secret === undefined ? stored.fcm?.settings.projectId : readServiceAccount(secret).project_id
      return { channel, provider: channel, settings: { ...settings, projectId }, secret, isOn }
    }
    case 'rcs': {
      const { channel, secret, isOn, ...settings } = wanted
      if (secret === undefined && stored.rcs?.secret === undefined) throw needsSecret()
      if (secret !== undefined) readServiceAccount(secret)
      return { channel, provider: channel, settings, secret, isOn }
    }
    case 'apns': {
      const { channel, secret, isOn, ...settings } = wanted
      if (secret === undefined && stored.apns?.secret === undefined) throw needsSecret()
      if (secret !== undefined) checkSigningKey(secret)
      return { channel, provider: channel, settings, secret, isOn }
    }
    case 'webhook': {
      const { channel, secret, isOn, ...settings } = wanted
      const made = stored.webhook ? undefined : newWebhookKey()
      return { channel, provider: 'webhook', settings, secret: secret ?? made, isOn }
    }
  }
}

/** The file of the key (.p8) as Apple gives it out: PKCS #8, P-256. Throws channel_bad_key. */
function checkSigningKey(text: string): void {
  try {
    if (createPrivateKey(text).asymmetricKeyDetails?.namedCurve === 'prime256v1') return
  } catch {}
  throw new DomainError('invalid', 'channel_bad_key', 'This is not the key file of Apple.')
}

const needsSecret = () =>
  new DomainError('invalid', 'channel_needs_secret', 'The key or password of the service is missing.')

const needsCentre = () =>
  new DomainError(
    'invalid',
    'channel_needs_centre',
    'SMPP is spoken at smpp://host:port or smpps://host:port, and nothing else is.',
  )

/** Another domain gets another key; the same keeps its own. */
async function emailRow({ channel, clock }: MessagingDeps, stored: StoredChannels, from: string | null): Promise<Row> {
  const domain = domainOf(from ?? channel.from)
  const old = stored.email?.settings as EmailSettings | undefined
  if (old?.domain === domain) return { channel: 'email', provider: 'smtp', settings: { ...old, from }, isOn: true }
  const { privateKey, publicKey } = await makeSigningKey()
  const day = clock.now().toZonedDateTimeISO('UTC').toPlainDate().toString().replaceAll('-', '')
  const settings: EmailSettings = {
    from,
    domain,
    selector: `regulars${day}${randomBytes(2).toString('hex')}`,
    publicKey,
    isFound: false,
  }
  return { channel: 'email', provider: 'smtp', settings, secret: privateKey, isOn: true }
}

/** Looks the record up now; from then on letters are signed, or no longer. Throws channel_not_set_up. */
export async function checkSender(deps: MessagingDeps, workspaceId: string): Promise<ChannelList> {
  const stored = await inWorkspace(deps.db, workspaceId, (tx) => readChannels(tx, workspaceId, deps.secret))
  const settings = stored.email?.settings as EmailSettings | undefined
  if (!settings) throw new DomainError('not_found', 'channel_not_set_up', 'The channel is not set up.')
  const isFound = await findDnsRecord(deps, settings)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    saveChannelRow(
      tx,
      workspaceId,
      deps.secret,
      { channel: 'email', provider: 'smtp', settings: { ...settings, isFound }, isOn: true },
      deps.clock.now(),
    ),
  )
  return await listChannels(deps, workspaceId)
}

/** Null takes the mailbox away. It is looked into at once and then every minute. Throws channel_needs_secret. */
export async function saveReportMailbox(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  wanted: SaveMailbox['mailbox'],
): Promise<ChannelList> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (wanted === null) await removeMailbox(tx, workspaceId)
    else {
      const { password, ...settings } = wanted
      const known = await findMailbox(tx, workspaceId, deps.secret)
      // A password of one server is not told to another.
      if (password === undefined && (known?.host !== settings.host || known.user !== settings.user)) throw needsSecret()
      const now = deps.clock.now()
      const repliesSince = settings.takesReplies ? (known?.repliesSince ?? now.toString()) : null
      await saveMailbox(tx, workspaceId, deps.secret, { ...settings, repliesSince }, { password, now })
    }
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_channel.changed',
      target: { kind: 'message_channel' },
      detail: { channel: 'email', reports: 'imap', isOn: wanted !== null },
    })
  })
  return await listChannels(deps, workspaceId)
}

export async function saveReports(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  wanted: SaveReportSource,
): Promise<ChannelList> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await saveReportSecret(tx, workspaceId, deps.secret, wanted, deps.clock.now())
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_channel.changed',
      target: { kind: 'message_channel' },
      detail: { channel: 'email', reports: wanted.source, isOn: wanted.secret !== null },
    })
  })
  return await listChannels(deps, workspaceId)
}
