import type { MessageTemplate } from '#contract/message-templates'
import { isDomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { getTemplate } from '../templates.repo.ts'
import type { SlotSources } from './slots.ts'
import { wantedSlots } from './wanted-slots.ts'

/** The surveys that a template asks; undefined for one that there is not, or no more. */
export async function surveysIn(tx: Tx, workspaceId: string, templateId: string): Promise<string[] | undefined> {
  try {
    return wantedSlots((await getTemplate(tx, workspaceId, templateId)).variants).surveys
  } catch (error) {
    if (isDomainError(error)) return undefined
    throw error
  }
}

/** Tells of messages that went out, where they ask something. */
export async function noteSurveys(
  { surveys }: SlotSources,
  tx: Tx,
  workspaceId: string,
  sent: { messageId: string; template: Pick<MessageTemplate, 'variants'> }[],
): Promise<void> {
  const byTemplate = Map.groupBy(sent, ({ template }) => template)
  for (const [{ variants }, messages] of byTemplate)
    if (wantedSlots(variants).surveys.length > 0) {
      const ids = messages.map(({ messageId }) => messageId)
      await surveys.asked(tx, workspaceId, ids)
    }
}
