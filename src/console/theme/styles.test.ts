import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
const styles = join(folder, '../../node_modules/@mantine/core/styles')

test('every component of Mantine brings its style along where it is used, whichever page is opened first', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.tsx?$/.test(name),
  )
  const broughtBy = (code: string) => [...code.matchAll(/styles\/(\w+)\.layer\.css/g)].map(([, name]) => name)
  const always = new Set(broughtBy(readFileSync(join(folder, 'theme/styles.ts'), 'utf8')))
  const missing = files.flatMap((file) => {
    const code = readFileSync(join(folder, file), 'utf8')
    const brought = new Set(broughtBy(code))
    const used = [...code.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    )
    return used
      .filter((name) => !always.has(name) && !brought.has(name) && existsSync(join(styles, `${name}.layer.css`)))
      .map((name) => `${file}: ${name}`)
  })
  expect(always.size).toBeGreaterThan(5)
  expect(missing).toEqual([])
})

test('every variable of a style is defined: what is not leaves a colour out without a word', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(css|tsx?)$/.test(name))
  const codes = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  const found = (pattern: RegExp) =>
    new Set(codes.flatMap((code) => [...code.matchAll(pattern)].map(([, name]) => name)))
  const defined = found(/(--[a-z-]+)['"]?\s*:/g)
  const used = [...found(/var\((--[a-z-]+)\s*\)/g)].filter((name) => !name?.startsWith('--mantine'))
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((name) => !defined.has(name))).toEqual([])
})
