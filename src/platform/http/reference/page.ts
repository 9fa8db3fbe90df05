import { html } from 'hono/html'
import { type Locale, localeDirection, type Translate } from '#platform/i18n'
import { type Entry, groupByTag, type Operation, type ReferenceDocument } from './document.ts'
import { schemaText } from './schema-text.ts'

type Html = ReturnType<typeof html>

/** The API's description as one page without a foreign request. The description itself is in English. */
export function referencePage(document: ReferenceDocument, t: Translate, locale: Locale): Html {
  const groups = [...groupByTag(document)]
  return html`<!doctype html>
<html lang="${locale}" dir="${localeDirection(locale)}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${t('reference.title')} · ${document.info.title}</title>
    <link rel="stylesheet" href="/docs/reference.css" />
    <script type="module" src="/docs/reference.js"></script>
  </head>
  <body>
    <header>
      <a href="/">${document.info.title}</a>
      <h1>${t('reference.title')}</h1>
      <p class="lead" lang="en" dir="ltr">${document.info.description}</p>
      <p>${t('reference.version', { version: document.info.version })} · <a href="/openapi.json">openapi.json</a></p>
    </header>
    <nav aria-label="${t('reference.contents')}">
      <input type="search" id="search" placeholder="${t('reference.search')}" aria-label="${t('reference.search')}" />
      <ul lang="en" dir="ltr">
        ${groups.map(([tag, entries]) => html`<li><a href="#${anchor(tag)}">${tag}</a> <small>${entries.length}</small></li>`)}
      </ul>
    </nav>
    <main>
      ${groups.map(([tag, entries]) => section(tag, entries, t))}
      <p id="nothing" role="status" hidden>${t('reference.nothing')}</p>
      ${components(document, t)}
    </main>
  </body>
</html>`
}

function section(tag: string, entries: Entry[], t: Translate): Html {
  return html`<section id="${anchor(tag)}">
    <h2 lang="en" dir="ltr">${tag}</h2>
    ${entries.map((entry) => operation(entry, t))}
  </section>`
}

function operation({ id, method, path, operation: op }: Entry, t: Translate): Html {
  return html`<details id="${id}" class="operation">
    <summary lang="en" dir="ltr"><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${op.summary}</span></summary>
    ${op.description ? html`<p lang="en" dir="ltr">${op.description}</p>` : ''}
    <p>${access(op, t)}</p>
    ${parameters(op, t)}
    ${op.requestBody ? shapes(t('reference.body'), op.requestBody.content) : ''}
    ${Object.entries(op.responses).map(([status, answer]) => shapes(`${statusName(status, t)}: ${answer.description}`, answer.content))}
  </details>`
}

function access(op: Operation, t: Translate): string {
  const ways = (op.security ?? []).flatMap((way) => Object.keys(way))
  if (ways.length === 0) return t('reference.access_everybody')
  const names = ways.map((way) => t(`reference.access_${way}`)).join(' · ')
  return op['x-scope'] ? `${names} (${op['x-scope']})` : names
}

function parameters(op: Operation, t: Translate): Html | '' {
  if (!op.parameters?.length) return ''
  return html`<h3>${t('reference.parameters')}</h3>
    <dl dir="ltr" lang="en">
      ${op.parameters.map(
        (parameter) =>
          html`<dt><code>${parameter.name}</code>${parameter.required ? ' *' : ''} <small>${parameter.in}</small></dt>
            <dd><code>${schemaText(parameter.schema)}</code> ${parameter.description ?? parameter.schema?.description ?? ''}</dd>`,
      )}
    </dl>`
}

function shapes(title: string, content: Operation['responses'][string]['content']): Html {
  return html`<h3>${title}</h3>
    ${Object.entries(content ?? {}).map(
      ([type, { schema }]) =>
        html`<div class="shape" dir="ltr" lang="en"><small>${type}</small><pre tabindex="0">${schemaText(schema)}</pre></div>`,
    )}`
}

function components(document: ReferenceDocument, t: Translate): Html | '' {
  const schemas = Object.entries(document.components?.schemas ?? {})
  if (schemas.length === 0) return ''
  return html`<section>
    <h2>${t('reference.shapes')}</h2>
    ${schemas.map(([name, schema]) => html`<h3 dir="ltr">${name}</h3><div class="shape" dir="ltr" lang="en"><pre tabindex="0">${schemaText(schema)}</pre></div>`)}
  </section>`
}

function statusName(status: string, t: Translate): string {
  return status === 'default' ? t('reference.failure') : status
}

function anchor(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
