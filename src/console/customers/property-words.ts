import { traitWord } from './list/trait-words.ts'

/** What a property of an event is called: in words where it is one that shops usually send, else as the shop has it. */
export function propertyWord(t: (key: string) => string, name: string): string {
  const key = `customers.property.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
  const word = t(key)
  return word === key ? (traitWord(t, name) ?? name) : word
}

// Where the program's own things lie; nobody can read them.
const places = new Set([
  'programme_id',
  'task_id',
  'message_id',
  'segment_id',
  'merge_id',
  'ticket_id',
  'survey_id',
  'experimentId',
])

/** Whether a person can make something of it. */
export const isReadable = (name: string): boolean => !places.has(name)
