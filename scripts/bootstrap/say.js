import { readFileSync } from 'node:fs'
import { inRoot } from './paths.js'

const known = ['en', 'hu', 'ru', 'fa', 'pl']

function language() {
  const wanted = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').slice(0, 2).toLowerCase()
  return known.includes(wanted) ? wanted : 'en'
}

let messages

/** A message in the language of the terminal, with its {values} filled in. */
export function say(key, values = {}) {
  messages ??= JSON.parse(readFileSync(inRoot('src', 'i18n', language(), 'bootstrap.json'), 'utf8'))
  const message = messages[`bootstrap.${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`] ?? key
  return message.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole))
}
