import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Brand, type ChangeBrand, type EntryBrand, maxLogoBytes, usualVoice } from '#contract/brand'
import { contrastOnPaper, readable, shapeContrast, textContrast } from '#models/contrast'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import type { MailBrand } from '#platform/mail'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { listWorkspaceIds } from '../list-workspace-ids.ts'
import { type BrandRow, findBrand, findLogo, saveBrand, saveLogo } from './brand.repo.ts'
import { lookAtImage } from './look-at-image.ts'

const usual = { colour: '#0b6e4f', accent: '#c28324' }

type By = { workspaceId: string; actor: AuditActor }

/** How a workspace shows itself; its name in the product's colours until somebody says otherwise. */
export async function brandOf(db: Db, workspaceId: string): Promise<Brand> {
  return await inWorkspace(db, workspaceId, async (tx) => toBrand(workspaceId, await getBrand(tx, workspaceId)))
}

/** What a page may show of it to somebody who has not signed in. */
export async function entryBrandOf(tx: Tx, workspaceId: string): Promise<EntryBrand> {
  const { name, colour, logoUrl } = toBrand(workspaceId, await getBrand(tx, workspaceId))
  return { name, colour, logoUrl }
}

/** The workspace that is meant when nobody has said which: the only one here. Undefined when there are several, or none. */
export async function findOnlyWorkspace(db: Db): Promise<string | undefined> {
  const ids = await listWorkspaceIds(db)
  return ids.length === 1 ? ids[0] : undefined
}

/** The same for messages, with the logo's own bytes: a mail program may not reach this server. */
export async function mailBrandOf(db: Db, workspaceId: string): Promise<MailBrand> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { name, colour, address, website, supportEmail } = toBrand(workspaceId, await getBrand(tx, workspaceId))
    const logo = await findLogo(tx, workspaceId)
    return {
      name,
      colour,
      ...(logo ? { logo: { bytes: logo.bytes, type: logo.type } } : {}),
      ...(address ? { address } : {}),
      ...(website ? { website } : {}),
      ...(supportEmail ? { supportEmail } : {}),
    }
  })
}

/** What is not given stays, null goes back to what is usual. Throws colour_unreadable with the nearest colour that can be read. */
export async function changeBrand(db: Db, { workspaceId, actor }: By, change: ChangeBrand): Promise<Brand> {
  requireReadable(change.colour, textContrast)
  requireReadable(change.accent, shapeContrast)
  return await inWorkspace(db, workspaceId, async (tx) => {
    await sql`select from workspaces where workspace_id = ${workspaceId} for no key update`.execute(tx)
    const before = await getBrand(tx, workspaceId)
    const { voice, ...fields } = change
    await saveBrand(tx, workspaceId, { ...before, ...given(fields), voice: { ...before.voice, ...given(voice ?? {}) } })
    await recordAudit(tx, workspaceId, actor, {
      action: 'brand.changed',
      target: { kind: 'brand', id: workspaceId },
      detail: { fields: Object.keys(change) },
    })
    return toBrand(workspaceId, await getBrand(tx, workspaceId))
  })
}

/** Throws logo_too_big, logo_not_image or logo_too_large and keeps the logo there was. */
export async function changeLogo(db: Db, { workspaceId, actor }: By, bytes: Buffer | null): Promise<Brand> {
  if (bytes && bytes.length > maxLogoBytes) {
    throw new DomainError('too_large', 'logo_too_big', 'The file is larger than 200 KB.', { maxBytes: maxLogoBytes })
  }
  const logo = bytes && { bytes, type: lookAtImage(bytes).type, version: versionOf(bytes) }
  return await inWorkspace(db, workspaceId, async (tx) => {
    await saveLogo(tx, workspaceId, logo)
    await recordAudit(tx, workspaceId, actor, {
      action: 'brand.changed',
      target: { kind: 'brand', id: workspaceId },
      detail: { fields: ['logo'] },
    })
    return toBrand(workspaceId, await getBrand(tx, workspaceId))
  })
}

function versionOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
}

function requireReadable(colour: string | null | undefined, wanted: number): void {
  if (!colour || contrastOnPaper(colour) >= wanted) return
  const suggestion = readable(colour, wanted)
  throw new DomainError('invalid', 'colour_unreadable', `Text in ${colour} could not be read; ${suggestion} could.`, {
    colour,
    suggestion,
  })
}

async function getBrand(tx: Tx, workspaceId: string): Promise<BrandRow> {
  const row = await findBrand(tx, workspaceId)
  if (!row) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  return row
}

function toBrand(workspaceId: string, row: BrandRow): Brand {
  const { workspaceName, name, colour, accent, voice, logoVersion, ...rest } = row
  return {
    ...rest,
    name: name ?? workspaceName,
    colour: colour ?? usual.colour,
    accent: accent ?? usual.accent,
    voice: { ...usualVoice, ...voice },
    logoUrl: logoVersion && `/api/v1/brands/${workspaceId}/logo?v=${logoVersion}`,
  }
}

/** Only the fields that were given: undefined must not overwrite. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >
}
