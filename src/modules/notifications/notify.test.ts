import { expect, test } from 'vitest'
import { translatorFor } from '#i18n'
import { locales } from '#platform/i18n'

test('of tasks and tickets the bell needs nothing but their name', () => {
  const kinds = ['task_assigned', 'task_due', 'task_done', 'ticket_assigned', 'ticket_written']
  for (const locale of locales) {
    const t = translatorFor(locale, 'notifications')
    for (const kind of kinds) expect(t(`notifications.${kind}`, { title: 'Anna’s cake' })).toContain('Anna’s cake')
  }
})
