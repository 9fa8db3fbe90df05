/** Report: a shop's figures as a page of plain words, as one HTML file to mail, and as JSON with its schema. Reads nothing, stores nothing. */
export { renderHtml } from './render-html.ts'
export { renderTerminal, type TerminalOptions } from './render-terminal.ts'
export { reportJsonSchema } from './report-json-schema.ts'
