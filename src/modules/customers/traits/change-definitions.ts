import type {
  ChangeTraitDefinition,
  CreateTraitDefinition,
  TraitDefinition,
  TraitDefinitions,
} from '#contract/customer-edits'
import { type AuditActor, recordAudit } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'
import { suggestTraits } from './suggest-traits.ts'
import {
  deleteTraitDefinition,
  findTraitDefinition,
  insertTraitDefinition,
  listTraitDefinitions,
  saveTraitDefinition,
} from './trait-definitions.repo.ts'

type Deps = { db: Db; clock: Clock }

/** What is defined, and, when asked, what else the data holds. */
export async function readTraitDefinitions(
  { db }: Deps,
  workspaceId: string,
  withSuggestions: boolean,
): Promise<TraitDefinitions> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const definitions = await listTraitDefinitions(tx, workspaceId)
    const more = withSuggestions ? await suggestTraits(tx, workspaceId, definitions) : { suggestions: [], looked: 0 }
    return { definitions, ...more }
  })
}

/** Throws conflict for a trait that is defined already, invalid for a choice without options. */
export async function createTraitDefinition(
  { db, clock }: Deps,
  workspaceId: string,
  actor: AuditActor,
  wanted: CreateTraitDefinition,
): Promise<TraitDefinition> {
  const definition = normalise({ ...wanted, options: wanted.options ?? [], help: wanted.help ?? null })
  return await inWorkspace(db, workspaceId, async (tx) => {
    if (!(await insertTraitDefinition(tx, workspaceId, definition, clock.now())))
      throw new DomainError('conflict', 'trait_defined', 'This trait is defined already.')
    await recordAudit(tx, workspaceId, actor, entry('created', definition.trait, { kind: definition.kind }))
    return definition
  })
}

/** What is not given stays. Values that customers have already are left alone. Throws not_found. */
export async function changeTraitDefinition(
  { db }: Deps,
  workspaceId: string,
  actor: AuditActor,
  trait: string,
  change: ChangeTraitDefinition,
): Promise<TraitDefinition> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const current = await findTraitDefinition(tx, workspaceId, trait, true)
    if (!current) throw notFound()
    const { label = current.label, kind = current.kind, options = current.options, help = current.help } = change
    const definition = normalise({ trait, label, kind, options, help })
    await saveTraitDefinition(tx, workspaceId, definition)
    await recordAudit(tx, workspaceId, actor, entry('changed', trait, { fields: Object.keys(change) }))
    return definition
  })
}

/** The customers keep their values. Throws not_found. */
export async function removeTraitDefinition(
  { db }: Deps,
  workspaceId: string,
  actor: AuditActor,
  trait: string,
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    if (!(await deleteTraitDefinition(tx, workspaceId, trait))) throw notFound()
    await recordAudit(tx, workspaceId, actor, entry('deleted', trait))
  })
}

function normalise(definition: TraitDefinition): TraitDefinition {
  const options = definition.kind === 'choice' ? [...new Set(definition.options)] : []
  if (definition.kind === 'choice' && options.length === 0)
    throw new DomainError('invalid', 'choice_without_options', 'A choice needs at least one option.')
  return { ...definition, options, help: definition.help === '' ? null : definition.help }
}

function entry(verb: 'created' | 'changed' | 'deleted', trait: string, detail: Record<string, unknown> = {}) {
  return { action: `trait_definition.${verb}` as const, target: { kind: 'trait_definition', id: trait }, detail }
}

function notFound(): DomainError {
  return new DomainError('not_found', 'trait_definition_not_found', 'Nobody has defined such a trait.')
}
