import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

/** What Apple passes are signed with, as PEM. */
export const appleKeys = z.object({
  certificate: z.string(),
  key: z.string(),
  passphrase: z.string().optional(),
  authority: z.string(),
  passTypeId: z.string(),
  teamId: z.string(),
})
export type AppleKeys = z.infer<typeof appleKeys>

export const googleKeys = z.object({ issuerId: z.string(), email: z.string(), key: z.string() })
export type GoogleKeys = z.infer<typeof googleKeys>

type Wallet = 'apple' | 'google'
const purpose = 'loyalty-wallet'

const readKeys = async <T>(
  tx: Tx,
  workspaceId: string,
  secret: string,
  wallet: Wallet,
  schema: z.ZodType<T>,
): Promise<T | undefined> => {
  const { rows } = await sql<{ sealed: Buffer }>`select sealed from loyalty_wallets
    where workspace_id = ${workspaceId} and wallet = ${wallet}`.execute(tx)
  const [row] = rows
  const text = row && open(secret, purpose, `${workspaceId}:${wallet}`, row.sealed)
  return text === undefined ? undefined : schema.parse(JSON.parse(text))
}

/** Undefined where the owner has given no certificate: then nothing of this wallet is shown. */
export const readAppleKeys = (tx: Tx, workspaceId: string, secret: string): Promise<AppleKeys | undefined> =>
  readKeys(tx, workspaceId, secret, 'apple', appleKeys)

export const readGoogleKeys = (tx: Tx, workspaceId: string, secret: string): Promise<GoogleKeys | undefined> =>
  readKeys(tx, workspaceId, secret, 'google', googleKeys)

export async function saveKeys(
  tx: Tx,
  workspaceId: string,
  secret: string,
  saved: { wallet: 'apple'; keys: AppleKeys } | { wallet: 'google'; keys: GoogleKeys },
  now: Temporal.Instant,
): Promise<void> {
  const { wallet, keys } = saved
  const sealed = seal(secret, purpose, `${workspaceId}:${wallet}`, JSON.stringify(keys))
  await sql`insert into loyalty_wallets (workspace_id, wallet, settings, sealed, updated_at)
    values (${workspaceId}, ${wallet}, '{}'::jsonb, ${sealed}, ${now.toString()})
    on conflict (workspace_id, wallet) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(
    tx,
  )
}

export async function removeKeys(tx: Tx, workspaceId: string, wallet: Wallet): Promise<void> {
  await sql`delete from loyalty_wallets where workspace_id = ${workspaceId} and wallet = ${wallet}`.execute(tx)
}
