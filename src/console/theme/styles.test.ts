import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
const styles = join(folder, '../../node_modules/@mantine/core/styles')

test('every component of Mantine that is used brings its style along', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  const codes = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  const brought = new Set(
    codes.flatMap((code) => [...code.matchAll(/styles\/(\w+)\.layer\.css/g)].map(([, name]) => name)),
  )
  const used = codes.flatMap((code) =>
    [...code.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    ),
  )
  const styled = [...new Set(used)].filter((name) => existsSync(join(styles, `${name}.layer.css`)))
  expect(styled.length).toBeGreaterThan(5)
  expect(styled.filter((name) => !brought.has(name))).toEqual([])
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
