import { expect, test } from 'vitest'
import type { Task } from '#contract/tasks'
import { groupOf } from './group-tasks.ts'

const today = '2026-11-22'
const task = (on: string | null, snoozedUntil: string | null = null, isOverdue = false) =>
  ({ due: on === null ? null : { on, at: null }, snoozedUntil, isOverdue }) as Task

test('open tasks are shared out by the day they want to be seen', () => {
  expect(groupOf(task('2026-11-20', null, true), today)).toBe('overdue')
  expect(groupOf(task('2026-11-22'), today)).toBe('today')
  expect(groupOf(task('2026-11-29'), today)).toBe('week')
  expect(groupOf(task('2026-11-30'), today)).toBe('later')
  expect(groupOf(task(null), today)).toBe('later')
  expect(groupOf(task('2026-11-20', '2026-11-25'), today)).toBe('week')
})
