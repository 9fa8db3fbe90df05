import { z } from 'zod'
import { shopReport } from '#contract/metrics'

/** JSON Schema (2020-12) of what `regulars report --json` prints; docs/report.schema.json is this, word for word. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(shopReport),
    $id: 'https://regulars.invalid/report.schema.json',
    title: 'Regulars shop report',
    description:
      'Rates are percent. Money is in major units of `currency`. Months are YYYY-MM, days ISO dates as they stand in the file.',
  }
}
