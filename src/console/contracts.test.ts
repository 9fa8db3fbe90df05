import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { productCode, sourceFolder } from '../i18n/testing/walk-code.ts'

const contracts = join(sourceFolder, 'contract')
/** Their schemas try to compile code as they are made, which the pages' security policy refuses and reports. */
const withSchemas = new Set(
  readdirSync(contracts)
    .filter((name) => /from '(?:zod|@hono\/zod-openapi)'/.test(readFileSync(join(contracts, name), 'utf8')))
    .map((name) => name.slice(0, -'.ts'.length)),
)

test('the console takes types alone from contracts that hold schemas', () => {
  expect(withSchemas).toContain('imports')
  const taken = productCode()
    .filter(({ path }) => path.startsWith('console/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:import|export)(?! type\b)([^;'"]*?)from '#contract\/([\w-]+)'/gm)]
        .filter(([, names = '', contract = '']) => withSchemas.has(contract) && !areTypes(names))
        .map(([, , contract]) => `${path}: ${contract}`),
    )
  expect(taken).toEqual([])
})

function areTypes(names: string): boolean {
  const inBraces = /\{([^}]*)\}/.exec(names)?.[1]
  const each = inBraces?.split(',').map((name) => name.trim())
  return each?.every((name) => name === '' || name.startsWith('type ')) ?? false
}
