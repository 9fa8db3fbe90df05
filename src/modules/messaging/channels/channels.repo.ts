import { sql } from 'kysely'
import type { CarrierService, MessageChannel } from '#contract/messaging-words'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

/** A channel, or a service that carries one besides: notices to apps, RCS. */
export type StoredKind = MessageChannel | CarrierService

/** How a channel of a workspace is set up; `secret` is what was sealed. */
export type StoredChannel = {
  channel: StoredKind
  provider: string
  settings: Record<string, unknown>
  secret: string | undefined
  isOn: boolean
  spokenAt: Date | null
  trouble: string | null
}
export type StoredChannels = Partial<Record<StoredKind, StoredChannel>>

const purpose = 'message-channel'
const ownerOf = (workspaceId: string, channel: string): string => `${workspaceId}:${channel}`

export async function readChannels(tx: Tx, workspaceId: string, secret: string): Promise<StoredChannels> {
  const { rows } = await sql<Omit<StoredChannel, 'secret'> & { sealed: Buffer | null }>`
    select channel, provider, settings, sealed, is_on as "isOn", spoken_at as "spokenAt", trouble from message_channels
    where workspace_id = ${workspaceId}`.execute(tx)
  const read: StoredChannels = {}
  for (const { sealed, ...row } of rows)
    read[row.channel] = {
      ...row,
      secret: sealed ? open(secret, purpose, ownerOf(workspaceId, row.channel), sealed) : undefined,
    }
  return read
}

type Saved = Pick<StoredChannel, 'channel' | 'provider' | 'settings' | 'isOn'> & { secret?: string | undefined }

/** A secret that is not given stays. */
export async function saveChannelRow(
  tx: Tx,
  workspaceId: string,
  secret: string,
  saved: Saved,
  now: Temporal.Instant,
): Promise<void> {
  const { channel, provider, settings, isOn } = saved
  const sealed = saved.secret === undefined ? null : seal(secret, purpose, ownerOf(workspaceId, channel), saved.secret)
  await sql`insert into message_channels (workspace_id, channel, provider, settings, sealed, is_on, updated_at)
    values (${workspaceId}, ${channel}, ${provider}, ${JSON.stringify(settings)}::jsonb, ${sealed}, ${isOn}, ${now.toString()})
    on conflict (workspace_id, channel) do update set provider = excluded.provider, settings = excluded.settings,
      sealed = coalesce(excluded.sealed, message_channels.sealed), is_on = excluded.is_on, updated_at = excluded.updated_at`.execute(
    tx,
  )
}

/** What came of the last conversation with it; `trouble` is a code. */
export async function noteConversation(
  tx: Tx,
  workspaceId: string,
  channel: StoredKind,
  { trouble, now }: { trouble: string | null; now: Temporal.Instant },
): Promise<void> {
  // Once a minute is enough while nothing changes: a campaign must not write one row ten thousand times.
  await sql`update message_channels set spoken_at = ${now.toString()}, trouble = ${trouble}
    where workspace_id = ${workspaceId} and channel = ${channel} and (spoken_at is null or trouble is distinct from ${trouble}
      or spoken_at < ${now.subtract({ minutes: 1 }).toString()})`.execute(tx)
}
