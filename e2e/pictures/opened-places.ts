/** What opens on the pages: dialogs and menus, each reached as a person would. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** A message key (the button that says it, in whichever language), `key:` and keys to press, or `at:` and a selector. */
type Step = string

export type Opened = { name: string; page: string; steps: Step[]; onlyPhone?: true }

const header = 'at:header button[aria-haspopup'
const inMain = 'at:main button[aria-haspopup="dialog"]'

const steps: Record<string, [name: string, ...steps: Step[]][]> = {
  today: [
    ['finder', 'key:Control+k'],
    ['finder-found', 'key:Control+k', 'type:ko'],
    ['user-menu', `${header}="menu"]`],
    ['notifications', `${header}="dialog"]`],
    ['help', inMain],
    ['more', 'at:nav button[aria-haspopup="menu"]'],
  ],
  customers: [
    ['shortcuts', 'key:?'],
    ['customer-new', 'customers.edit.add'],
    ['customers-columns', 'customers.columns'],
    ['customers-filters', 'customers.more_filters'],
    ['customers-where', 'customers.more_filters', 'customers.where.title'],
    ['customers-picked', 'at:main [type=checkbox]'],
    ['customers-tag', 'at:main [type=checkbox]', 'customers.bulk.add_tag'],
    ['customers-trait', 'at:main [type=checkbox]', 'customers.bulk.set_trait'],
    ['customers-list', 'at:main [type=checkbox]', 'segments.put_on_list'],
  ],
  'customers-late': [['view-save', 'customers.views.save']],
  customer: [
    ['customer-edit', 'customers.edit.open'],
    ['customer-merge', 'merges.open'],
    ['customer-date', 'care.dates.add_long'],
    ['customer-note', 'care.notes.add_long'],
    ['customer-preferences', 'care.preferences.edit'],
    ['customer-interests', 'care.interests.add'],
    ['customer-consent', 'at:main td button'],
    ['customer-menu', 'privacy.menu'],
    ['customer-erase', 'privacy.menu', 'privacy.erase.open'],
    ['customer-points', 'loyalty.panel.grant'],
    ['customer-transfer', 'loyalty.panel.transfer'],
    ['customer-birthday', 'loyalty.panel.birthday'],
    ['customer-risk', 'at:main section button[aria-haspopup="dialog"] >> nth=2'],
  ],
  'customers-duplicates': [['merge', 'merges.compare']],
  tasks: [
    ['task-new', 'tasks.add'],
    ['task-menu', 'tasks.more'],
    ['task-close', 'tasks.finish'],
  ],
  inbox: [['inbox-new', 'inbox.new']],
  'inbox-ticket': [['inbox-remove', 'inbox.more', 'inbox.remove']],
  segment: [
    ['segment-list', 'segments.by_hand'],
    ['segment-delete', 'segments.delete'],
  ],
  'segment-edit': [['segment-add', 'segments.add']],
  'journey-edit': [
    ['journey-simulation', 'journeys.simulate'],
    ['journey-add', 'journeys.add_step'],
  ],
  'campaign-draft': [['campaign-approve', 'campaigns.send']],
  messages: [['message', 'at:main table button, main [role=row] button, main li button']],
  'message-template': [['message-test', 'messaging.send_test']],
  'experiment-result': [['experiment-extend', 'experiments.extend']],
  'experiment-stopped': [['experiment-decide', 'experiments.decide']],
  'insights-retention': [['insights-filters', 'insights.filter.add']],
  'import-done': [['import-undo', 'imports.undo.button']],
  loyalty: [['loyalty-measure', 'loyalty.effect.measure']],
  'loyalty-rewards': [
    ['reward-new', 'loyalty.reward.new'],
    ['reward-codes', 'loyalty.codes.title'],
  ],
  'loyalty-causes': [
    ['cause-new', 'club.cause.new'],
    ['cause-tell', 'club.cause.tell'],
  ],
  'loyalty-invitations': [['invite-new', 'club.invite.new']],
  'loyalty-plans': [['plan-new', 'club.plan.new']],
  'loyalty-tills': [
    ['till-new', 'till.settings.add'],
    ['till-pin', 'till.settings.set_pin'],
  ],
  'settings-account': [
    ['second-factor', 'account.factor.set_up'],
    ['passkey', 'account.passkeys.add'],
  ],
  'settings-api-keys': [['key-new', 'settings.keys.create']],
  'settings-people': [['invite', 'people.members.invite']],
  'settings-traits': [['trait', 'traits.add']],
  'settings-workspaces': [
    ['workspace-new', 'people.workspaces.create'],
    ['workspace-delete', 'people.delete.action'],
  ],
}

export const openedPlaces: Opened[] = Object.entries(steps).flatMap(([page, opened]) =>
  opened.map(([name, ...of]) => ({
    name: `opened-${name}`,
    page,
    steps: of,
    ...(name === 'more' && { onlyPhone: true as const }),
  })),
)

export async function takeStep(page: Page, locale: string, step: Step): Promise<void> {
  if (step.startsWith('key:')) return await page.keyboard.press(step.slice(4))
  if (step.startsWith('type:')) return await page.keyboard.type(step.slice(5))
  if (step.startsWith('at:')) return await page.locator(step.slice(3)).locator('visible=true').first().click()
  const said = fixedPart(messageOf(locale, step))
  // The name of a control tells what it does; where it has none, its words do.
  const named = page.getByRole('button', { name: said }).or(page.getByRole('menuitem', { name: said }))
  await named.locator('visible=true').first().click()
}

export function messageOf(locale: string, key: string): string {
  const file = join(import.meta.dirname, '../../src/i18n', locale, `${key.split('.')[0]}.json`)
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const message = messages[key]
  if (message === undefined) throw new Error(`No message ${key} in ${locale}`)
  return message
}

/** The longest piece of a message that says the same about everybody. */
function fixedPart(message: string): string {
  const pieces = message.split(/\{[^}]*\}|[“”„«»…]/).map((piece) => piece.trim())
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
}
