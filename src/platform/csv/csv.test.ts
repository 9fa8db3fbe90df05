import { expect, test } from 'vitest'
import { csvLine } from './index.ts'

test('text that a spreadsheet would run is made harmless; numbers stay numbers', () => {
  expect(csvLine(['=1+1', '+48 600', '-x', '@a', '\tb', '\rc'])).toBe(`'=1+1,'+48 600,'-x,'@a,'\tb,"'\rc"\r\n`)
  expect(csvLine([-12.5, 0, 7n, true, null, undefined, 'a-b=c'])).toBe('-12.5,0,7,true,,,a-b=c\r\n')
})

test('no formula begins where a spreadsheet splits a cell that it did not find the quotes of', () => {
  expect(csvLine(['Anna', 'x;=1+1;y', 'x\t@a', 'two\n-x', '+1;+2'])).toBe(
    `Anna,x;'=1+1;y,x\t'@a,"two\n'-x",'+1;'+2\r\n`,
  )
  expect(csvLine(['a;b', 'a - b', '{"a":-1}'])).toBe('a;b,a - b,"{""a"":-1}"\r\n')
})

test('quotes, commas and line ends survive', () => {
  expect(csvLine(['Say "hi"', 'a,b', 'two\nlines', ' spaced '])).toBe('"Say ""hi""","a,b","two\nlines"," spaced "\r\n')
})
