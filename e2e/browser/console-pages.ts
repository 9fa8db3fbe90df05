/** Every page of the console by its name, for the tests and pictures that look at all of them. */
export type Shown = {
  customer: string
  done: string
  draft: string
  /** one that runs, and one that waits to be started */
  experiments: { running: string; waiting: string }
  /** one that is open and was answered */
  survey: string
  /** one in which something was said */
  ticket: string
}

const reports = ['retention', 'cohorts', 'sales', 'concentration', 'lifecycle', 'rfm', 'value', 'survival']

const settings = [
  'account',
  'language',
  'workspaces',
  'brand',
  'channels',
  'people',
  'roles',
  'api-keys',
  'traits',
  'global-control',
  'privacy',
  'dead-letters',
  'audit',
  'about',
]

export function consolePages({
  customer,
  done,
  draft,
  experiments,
  survey,
  ticket,
}: Shown): [name: string, path: string][] {
  return [
    ['today', '/'],
    ['customers', '/customers'],
    ['customers-late', '/customers?filter=late&sort=yearly'],
    ['customers-condition', '/customers?where=country:not:France'],
    ['customer', `/customers/${customer}`],
    ['customers-duplicates', '/customers/duplicates'],
    ['segments', '/segments'],
    ['segment-new', '/segments/new?ready=at_risk_vips'],
    ['journeys', '/journeys'],
    ['journey-new', '/journeys/new'],
    ['plays', '/journeys/plays'],
    ['campaigns', '/campaigns'],
    ['campaign-new', '/campaigns/new'],
    ['campaign-feeds', '/campaigns/feeds'],
    ['campaign-feed-new', '/campaigns/feeds/new'],
    ['what-works', '/campaigns/what-works'],
    ['messages', '/messages'],
    ['message-templates', '/messages/templates'],
    ['message-template-new', '/messages/templates/new'],
    ['message-calendar', '/messages/calendar'],
    ['message-silence', '/messages/silence'],
    ['message-suppressions', '/messages/suppressions'],
    ['message-policy', '/messages/policy'],
    ['loyalty', '/loyalty'],
    ['loyalty-new', '/loyalty/new?for=boutique'],
    ['loyalty-members', '/loyalty/members'],
    ['loyalty-rewards', '/loyalty/rewards'],
    ['loyalty-causes', '/loyalty/causes'],
    ['loyalty-leaderboard', '/loyalty/leaderboard'],
    ['loyalty-invitations', '/loyalty/invitations'],
    ['loyalty-plans', '/loyalty/plans'],
    ['loyalty-rules', '/loyalty/rules'],
    ['loyalty-ledger', '/loyalty/ledger'],
    ['loyalty-liability', '/loyalty/liability'],
    ['loyalty-tills', '/loyalty/tills'],
    ['loyalty-oversight', '/loyalty/oversight'],
    ['surveys', '/surveys'],
    ['survey', `/surveys/${survey}`],
    ['survey-edit', `/surveys/${survey}/edit`],
    ['tasks', '/tasks'],
    ['inbox', '/inbox'],
    ['inbox-ticket', `/inbox?ticket=${ticket}`],
    ['experiments', '/experiments'],
    ['experiment-new', '/experiments/new'],
    ['experiment-result', `/experiments/${experiments.running}`],
    ['experiment-draft', `/experiments/${experiments.waiting}`],
    ['experiment-edit', `/experiments/${experiments.waiting}/edit`],
    ['insights-predictions', '/insights/predictions'],
    ['insights-worth', '/insights/worth'],
    ...reports.map((view): [string, string] => [`insights-${view}`, `/insights/${view}`]),
    ['insights-recommendations', '/insights/recommendations'],
    ['products', '/products'],
    ['imports', '/imports'],
    ['import-columns', `/imports/${draft}`],
    ['import-trial', `/imports/${draft}?step=try`],
    ['import-done', `/imports/${done}`],
    ['jobs', '/jobs'],
    ['settings', '/settings'],
    ...settings.map((page): [string, string] => [`settings-${page}`, `/settings/${page}`]),
    ['no-such-page', '/nowhere'],
  ]
}

/** Pages that need no signed-in person. */
export const entryPages: [name: string, path: string][] = [
  ['sign-in', '/sign-in'],
  ['sign-in-code', '/sign-in?step=code'],
  ['forgot-password', '/forgot-password'],
  ['new-password', '/new-password'],
  ['first-run', '/setup?token=guessed'],
  ['no-workspace', '/no-workspace'],
]
