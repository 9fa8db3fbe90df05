import { html } from 'hono/html'
import type { SurveyText } from '#contract/surveys'
import { type Asked, labelsIn } from '#modules/surveys'
import type { Locale, Translate } from '#platform/i18n'

type Shown = {
  action: string
  locale: Locale
  text: SurveyText
  t: Translate
  /** what a link, or what was sent before, has chosen */
  chosen?: number | undefined
  comment?: string
  problem?: string
  /** thanks for an answer that is not kept */
  isThanked?: boolean
}

/** What the page says: the question, thanks with a way to change the answer, or that it is too late. */
export function surveyInside(asked: Asked, shown: Shown) {
  const { kind, survey, given } = asked
  const { t, text, problem, isThanked = false } = shown
  const note = kind === 'sample' ? html`<p class="done" role="note">${t('survey_page.sample')}</p>` : ''
  const wrong = problem === undefined ? '' : html`<p class="off" role="alert">${problem}</p>`
  if (given || isThanked) {
    const change = given?.mayChange
      ? html`<details${problem || shown.chosen !== undefined ? html` open` : ''}><summary>${t('survey_page.change')}</summary>${form(asked, shown)}</details>`
      : ''
    return html`${note}<section>${wrong}<h1>${t('survey_page.thanks')}</h1><p role="status" dir="auto">${text.thanks}</p>${said(asked, shown)}${change}</section>`
  }
  if (survey.status !== 'open' && kind !== 'sample')
    return html`<section><h1>${t('survey_page.closed_title')}</h1><p>${t('survey_page.closed_text')}</p></section>`
  return html`${note}<section>${wrong}${form(asked, shown)}</section>`
}

function said({ survey, given }: Asked, { t, text, locale }: Shown) {
  if (!given) return ''
  const { from, answers } = labelsIn(survey.kind, text, locale)
  return html`<p class="soft">${t('survey_page.your_answer')} <bdi>${answers[given.score - from] ?? ''}</bdi></p>`
}

function form({ survey, given }: Asked, { action, locale, text, t, ...before }: Shown) {
  const { from, answers, low, high } = labelsIn(survey.kind, text, locale)
  const chosen = before.chosen ?? given?.score
  const comment = before.comment ?? given?.comment ?? ''
  const isList = survey.kind === 'poll'
  return html`<form method="post" action="${action}"><fieldset><legend><h1 dir="auto">${text.question}</h1></legend>
<div class="${isList ? 'list' : 'scale'}">${answers.map((label, i) => html`<label><input type="radio" name="score" value="${from + i}" required${chosen === from + i ? html` checked` : ''}><span dir="auto">${label}</span></label>`)}</div>
${low === '' ? '' : html`<div class="ends soft"><span>${low}</span><span>${high}</span></div>`}</fieldset>
${text.followUp === '' ? '' : html`<label class="label" for="comment" dir="auto">${text.followUp}</label><textarea id="comment" name="comment" rows="3" maxlength="2000" dir="auto" aria-describedby="own">${comment}</textarea><p class="soft" id="own">${t('survey_page.optional')}</p>`}
<button>${t('survey_page.send')}</button></form>`
}
