import { describe, expect, test } from 'vitest'
import { fill } from './fill.ts'
import { readForm } from './form.ts'
import { fillLiquid } from './liquid.ts'
import { fillLetters } from './renderer.ts'

const plain = { ownLinks: [], trackAs: null, pixel: null }
const scope = { customer: { name: '{{ 7 | times: 7 }}<img src=x onerror=alert(1)>', list: ['a', 'b'] }, data: {} }

describe('what a template may not do', () => {
  test.each([
    "{% render '/etc/passwd' %}",
    "{% include 'package.json' %}",
    "{% layout '../secret' %}",
    '{% render customer.name %}',
    '{{ customer | nothing_like_it }}',
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}',
    `{% assign a = "${'x'.repeat(1000)}" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a }}`,
    '{{ customer.name',
    '{% if %}',
  ])('%s is refused', (template) => {
    expect(() => fillLiquid(template, scope, 'html')).toThrow()
  })

  test.each([
    '{{ customer.constructor }}',
    '{{ customer.__proto__ }}',
    '{{ customer.constructor.constructor }}',
    '{{ customer.list.constructor.name }}',
    '{{ customer["__proto__"]["polluted"] }}',
    '{{ process.env }}',
    '{{ global }}',
    '{{ this }}',
    '{{ customer.toString }}',
  ])('%s shows nothing of the program', (template) => {
    expect(fillLiquid(template, scope, 'html')).toBe('')
  })
})

test('a name that looks like a template or a tag is shown as it is, whatever filter is asked for', () => {
  const shown = '{{ 7 | times: 7 }}&lt;img src=x onerror=alert(1)&gt;'
  for (const filter of ['', '| raw', '| escape', '| raw | raw', '| strip'])
    expect(fillLiquid(`{{ customer.name ${filter} }}`, scope, 'html')).toBe(shown)
})

test('links lead to web pages or nowhere, nothing in a message runs', () => {
  const html = `<body><a href="javascript:alert(1)">a</a><a href='data:text/html,x'>b</a><a href="{{ data.url }}">c</a>
    <script>alert(1)</script><p onclick="alert(1)">d</p><iframe src="https://x.example"></iframe><a href="https://ok.example/?a=1&amp;b=2">e</a></body>`
  const form = readForm('a\r\nBcc: x@y.example', html)
  const made = fill(form, { ...plain, scope: { data: { url: 'vbscript:x' } } })
  expect(made.html).not.toMatch(/javascript:|data:text|vbscript|<script|onclick|<iframe/)
  expect(made.links).toEqual(['https://ok.example/?a=1&b=2'])
  expect(made.badLinks).toHaveLength(3)
  expect(made.subject).toBe('a Bcc: x@y.example')
})

test('the plain text follows the values: conditions, repetitions, links, and lines that every program shows', () => {
  const html = `<body><!-- {{ ignored }} --><h1>For {{ customer.name }}</h1>
    {% if data.gift %}<p>A gift: {{ data.gift | escape }}</p>{% else %}<p>No gift.</p>{% endif %}
    <ul>{% for one in data.list %}<li>{{ one }}</li>{% endfor %}</ul><p>${'word '.repeat(30)}</p>
    <a href="https://a.example/{{ data.place }}">here</a> <a href="{{ data.bad }}">there</a> <a href="https://b.example">https://b.example</a></body>`
  const write = (data: object) =>
    fill(readForm('', html), { ...plain, scope: { customer: { name: 'A & B <c>' }, data } })
  const { text } = write({ gift: '5 > 4', list: ['one', 'two'], place: 'x', bad: 'javascript:alert(1)' })
  expect(text).toContain('For A & B <c>\n')
  expect(text).toContain('A gift: 5 > 4\n')
  expect(text).toMatch(/\* one\n+ \* two/)
  expect(text).toContain('here [https://a.example/x] there [#] https://b.example')
  expect(text).not.toMatch(/\n{3}|\{|javascript/)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  expect(write({ list: [] }).text).toContain('No gift.')
})

test('where Liquid begins in a comment, the plain text is read from what was filled', () => {
  const html = '<body><!-- {% if data.yes %} --><p>Only then {{ data.yes }}</p><!-- {% endif %} --><p>Always</p></body>'
  const write = (data: object) => fill(readForm('', html), { ...plain, scope: { data } }).text
  expect(write({ yes: 'x' })).toBe('Only then x\n\nAlways')
  expect(write({})).toBe('Always')
})

test('a template that does not come to an end takes its thread with it and nobody else', async () => {
  const ok = '<p>{{ customer.name }}</p>'
  const endless = '{% for i in (1..3000) %}{% for j in (1..3000) %}{{ i }}{% endfor %}{% endfor %}'
  const write = (html: string) =>
    fillLetters({ subject: 's', html }, [{ ...plain, scope }]).catch((error: Error) => [error])
  const ends = await Promise.all([ok, endless, ok].map(write))
  expect(ends.map(([one]) => one instanceof Error)).toEqual([false, true, false])
})
