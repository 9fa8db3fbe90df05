import type { Condition, ValueTest, Within } from '#contract/segments'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { isTimeZone } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { ask, findWith, type Shop } from './ask-people.ts'
import { readMoment } from './compile/calendar.ts'
import { compileCondition } from './compile/compile-condition.ts'
import { childrenOf } from './walk-definition.ts'

const mostConditions = 200
const deepest = 12

/**
 * Throws DomainError('invalid') for what no customer could ever be asked: too much, moments and zones that are none, a segment that
 * leads to itself or is not there, a pattern that ClickHouse does not read.
 */
export async function checkDefinition(
  ch: WorkspaceClickhouse,
  shop: Shop,
  definition: Condition,
  at: Temporal.Instant,
  segmentId?: string,
): Promise<void> {
  checkSize(definition)
  const tests = testsOf(definition)
  for (const test of tests) {
    if ('at' in test) checkMoment(test.at)
    if ('zone' in test) checkZone(test.zone)
  }
  for (const within of windowsOf(definition)) {
    if ('from' in within) checkMoment(within.from)
    if ('to' in within) checkMoment(within.to)
    if ('zone' in within) checkZone(within.zone)
  }
  await checkPatterns(ch, tests)
  const find = findWith(shop, segmentId, definition)
  const root: Condition = segmentId === undefined ? definition : { kind: 'in_segment', segmentId }
  const question = ask({ ...shop, find }, at, (q) => [compileCondition(q, root, find)])
  await ch.query(`SELECT 1 FROM (${question.sql}) WHERE h0 > 1 LIMIT 0`, question.params, { urgent: true })
}

/** Only ClickHouse knows what it reads as a pattern; it looks when it has a text to look at. */
async function checkPatterns(ch: WorkspaceClickhouse, tests: ValueTest[]): Promise<void> {
  const patterns = tests.flatMap((test) => (test.is === 'matches' ? [test.value] : []))
  if (patterns.length === 0) return
  const params = Object.fromEntries(patterns.map((pattern, i) => [`p${i}`, pattern]))
  const asked = patterns.map((_, i) => `match('', {p${i}:String})`).join(', ')
  try {
    await ch.query(`SELECT {workspace_id:UUID}, ${asked}`, params, { urgent: true })
  } catch (error) {
    if (!/regexp|OptimizedRegularExpression/i.test(String((error as Error).message))) throw error
    throw new DomainError('invalid', 'bad_pattern', 'The pattern cannot be read as a regular expression.')
  }
}

function checkSize(definition: Condition): void {
  let count = 0
  const walk = (condition: Condition, depth: number): void => {
    if (++count > mostConditions || depth > deepest)
      throw new DomainError('invalid', 'definition_too_large', 'The definition has too many conditions.', {
        conditions: mostConditions,
        depth: deepest,
      })
    for (const child of childrenOf(condition)) walk(child, depth + 1)
  }
  walk(definition, 1)
}

function testsOf(condition: Condition): ValueTest[] {
  const own: ValueTest[] = 'test' in condition ? [condition.test] : []
  const filters = condition.kind === 'sequence' ? condition.steps : 'event' in condition ? [condition] : []
  for (const filter of filters) {
    const tests = [...(filter.where ?? []), ...(filter.whereAny ?? [])]
    own.push(...tests.map(({ test }) => test))
  }
  if (condition.kind === 'last_event') own.push(...condition.has.map(({ test }) => test))
  return [...own, ...childrenOf(condition).flatMap(testsOf)]
}

function windowsOf(condition: Condition): Within[] {
  const own = 'within' in condition && condition.within ? [condition.within] : []
  return [...own, ...childrenOf(condition).flatMap(windowsOf)]
}

function checkMoment(text: string | undefined): void {
  if (text !== undefined && readMoment(text, 'UTC') === undefined)
    throw new DomainError('invalid', 'bad_moment', `${text} is no date or time.`, { value: text })
}

function checkZone(name: string | undefined): void {
  if (name !== undefined && !isTimeZone(name))
    throw new DomainError('invalid', 'bad_zone', `${name} is no time zone.`, { value: name })
}
