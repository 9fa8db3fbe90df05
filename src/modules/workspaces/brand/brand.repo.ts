import { sql } from 'kysely'
import type { Voice } from '#contract/brand'
import type { Tx } from '#platform/postgres'
import type { ImageType } from './look-at-image.ts'

export type BrandRow = {
  workspaceName: string
  name: string | null
  colour: string | null
  accent: string | null
  voice: Partial<Voice>
  address: string | null
  website: string | null
  supportEmail: string | null
  logoVersion: string | null
}

/** Undefined when there is no such workspace. */
export async function findBrand(tx: Tx, workspaceId: string): Promise<BrandRow | undefined> {
  const { rows } = await sql<BrandRow>`
    select w.name as "workspaceName", b.name, b.colour, b.accent, coalesce(b.voice, '{}') as voice, b.address, b.website,
      b.support_email as "supportEmail", b.logo_version as "logoVersion"
    from workspaces w left join brands b using (workspace_id) where w.workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]
}

export type Logo = { bytes: Buffer; type: ImageType; version: string }

export async function findLogo(tx: Tx, workspaceId: string): Promise<Logo | undefined> {
  const { rows } = await sql<Logo>`
    select logo as bytes, logo_type as type, logo_version as version from brands
    where workspace_id = ${workspaceId} and logo is not null`.execute(tx)
  return rows[0]
}

export async function saveLogo(tx: Tx, workspaceId: string, logo: Logo | null): Promise<void> {
  await sql`
    insert into brands (workspace_id, logo, logo_type, logo_version, updated_at)
    values (${workspaceId}, ${logo?.bytes ?? null}, ${logo?.type ?? null}, ${logo?.version ?? null}, now())
    on conflict (workspace_id) do update set logo = excluded.logo, logo_type = excluded.logo_type,
      logo_version = excluded.logo_version, updated_at = now()`.execute(tx)
}

/** Every field as it is to be. */
export async function saveBrand(
  tx: Tx,
  workspaceId: string,
  brand: Omit<BrandRow, 'workspaceName' | 'logoVersion'>,
): Promise<void> {
  await sql`
    insert into brands (workspace_id, name, colour, accent, voice, address, website, support_email, updated_at)
    values (${workspaceId}, ${brand.name}, ${brand.colour}, ${brand.accent}, ${JSON.stringify(brand.voice)}::jsonb, ${brand.address},
      ${brand.website}, ${brand.supportEmail}, now())
    on conflict (workspace_id) do update set name = excluded.name, colour = excluded.colour, accent = excluded.accent,
      voice = excluded.voice, address = excluded.address, website = excluded.website, support_email = excluded.support_email,
      updated_at = now()`.execute(tx)
}
