/** The code as a tree, for the tests that look for words in it. Parsed by the parser that builds the console. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

export const sourceFolder = join(import.meta.dirname, '../..')

export type Node = { type: string; start: number; [field: string]: unknown }

export type CodeFile = { path: string; text: string; tree: Node }

export function filesIn(directory: string, ...endings: string[]): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(directory, name))
}

export function parse(path: string, text: string): CodeFile {
  const { program } = parseSync(path, text)
  return { path, text, tree: program as unknown as Node }
}

/** Everything that is run by the product: no tests and nothing only tests use. */
export function productCode(folder = sourceFolder, ...endings: string[]): CodeFile[] {
  return filesIn(folder, ...(endings.length > 0 ? endings : ['.ts', '.tsx']))
    .filter((path) => !/\.test\.tsx?$|\/testing\/|\/testing\.ts$|\/test-[\w-]+\.ts$|\.d\.ts$/.test(path))
    .map((path) => parse(path.slice(sourceFolder.length + 1), readFileSync(path, 'utf8')))
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

export function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []
}

/** Calls `visit` for every node, with the nodes around it, the nearest last. What it answers `false` for is not entered. */
export function walk(node: Node, visit: (node: Node, around: readonly Node[]) => boolean | undefined): void {
  const around: Node[] = []
  const enter = (one: Node): void => {
    if (visit(one, around) === false) return
    around.push(one)
    for (const value of Object.values(one)) for (const child of nodesOf(value)) enter(child)
    around.pop()
  }
  enter(node)
}

/** The text of a literal, or of a template up to its first gap. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral') return undefined
  return nodesOf(node.quasis).map(cookedOf).join('…')
}

export function cookedOf(quasi: Node): string {
  const { cooked } = quasi.value as { cooked: string | null }
  return cooked ?? ''
}

/** `Menu.Item` of `<Menu.Item>`. */
export function nameOf(node: Node | undefined): string {
  if (node === undefined) return ''
  if (node.type === 'JSXMemberExpression') return `${nameOf(node.object as Node)}.${nameOf(node.property as Node)}`
  if (node.type === 'JSXNamespacedName') return `${nameOf(node.namespace as Node)}:${nameOf(node.name as Node)}`
  return typeof node.name === 'string' ? node.name : ''
}

export function lineOf({ path, text }: CodeFile, node: Node): string {
  return `${path}:${text.slice(0, node.start).split('\n').length}`
}
