import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import type { KeptLetter } from '../rendering/render-message.ts'

const known = new Set<string>()
const mostKnown = 10_000

/** Keeps what letters were filled in from, before any of them is kept: once for all, whoever writes them. */
export async function keepForm(
  db: Db,
  workspaceId: string,
  { formId, form }: Pick<KeptLetter, 'formId' | 'form'>,
): Promise<void> {
  const name = `${workspaceId} ${formId}`
  if (known.has(name)) return
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into message_forms (workspace_id, form_id, html) values (${workspaceId}, decode(${formId}, 'base64'), ${form})
      on conflict do nothing`.execute(tx),
  )
  if (known.size >= mostKnown) known.clear()
  known.add(name)
}
