import type { Tx } from '#platform/postgres'

export type Identity = { kind: string; value: string }

/** Whose data: the ids of one person, joined profiles included; `numbers` are theirs in ClickHouse. */
export type Subject = {
  workspaceId: string
  customerIds: string[]
  numbers: number[]
  identities: Identity[]
  /** imports that brought something about them */
  importIds: string[]
}

export type ExportedFile = { name: string; path: string }

/** What a module holds about customers. Each module offers one; the composition root hands them to this module. */
export type PersonalData = {
  /** Rows by the name of their kind, as the person may read them. */
  export: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<Record<string, unknown[]>>
  /** Files that belong to them, with absolute paths. */
  files?: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<ExportedFile[]>
  /** Removes or empties everything in PostgreSQL; how many rows of which kind. Part of one transaction. */
  erase: (tx: Tx, subject: Subject) => Promise<Record<string, number> | undefined>
  /** Removes what no transaction reaches (ClickHouse, files), after the commit. Safe to repeat. */
  sweep?: (subject: Subject) => Promise<void>
}
