import type { Tx } from '#platform/postgres'

export type Identity = { kind: string; value: string }

/** Whose data: the ids of one person or of several, joined profiles included; `numbers` are theirs in ClickHouse. */
export type Subject = {
  workspaceId: string
  customerIds: string[]
  numbers: number[]
  /** each with the customer whom it leads to */
  identities: (Identity & { customerId: string })[]
  /** imports that brought something about them */
  importIds: string[]
}

export type ExportedFile = { name: string; path: string }

/** A kind of row of which somebody may have very many: how many they are, and one page after the other. */
export type ManyRows = {
  count: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<number>
  /** `read` runs a question in a short transaction of its own. */
  pages: (read: ReadRows, workspaceId: string, customerIds: string[]) => AsyncIterable<unknown[]>
}

export type ReadRows = <T>(ask: (tx: Tx) => Promise<T>) => Promise<T>

/** What a module holds about customers. Each module offers one; the composition root hands them to this module. */
export type PersonalData = {
  /** Rows by the name of their kind, as the person may read them. */
  export: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<Record<string, unknown[]>>
  /** Likewise, for kinds that do not fit into memory. */
  many?: Record<string, ManyRows>
  /** Files that belong to them, with absolute paths. */
  files?: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<ExportedFile[]>
  /** Removes or empties everything in PostgreSQL; how many rows of which kind. Part of one transaction. */
  erase: (tx: Tx, subject: Subject) => Promise<Record<string, number> | undefined>
  /** Removes what no transaction reaches (ClickHouse, files), after the commit. Safe to repeat. */
  sweep?: (subject: Subject) => Promise<void>
}
