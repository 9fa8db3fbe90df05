/**
 * A table of numbers and categories, the input of every model that learns from columns. Pure; no I/O.
 * Numbers are Float64Array with NaN for what is not known; categories are codes into `levels`, a blank is a level of
 * its own (''). Levels are compared by their text, so a model meets another table's codes without harm.
 */
export { type CategoryColumn, type Column, type Frame, type NumberColumn, selectRows, withColumn } from './frame.ts'
export { type Commas, columnFromText, frameFromText, isBlank, numbersFromText } from './read-frame.ts'
export { UnusableData } from './unusable-data.ts'
