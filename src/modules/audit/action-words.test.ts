import { expect, test } from 'vitest'
import { auditActions } from '#contract/audit-actions'
import { translatorFor } from '#i18n'
import { locales } from '#platform/i18n'

test.each(locales)('everything in the audit log has its words in %s', (locale) => {
  const t = translatorFor(locale, 'audit')
  for (const action of auditActions) {
    const key = `audit.action.${action.replace('.', '_')}`
    expect(t(key), key).not.toBe(key)
  }
})
