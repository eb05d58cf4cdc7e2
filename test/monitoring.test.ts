import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { METRICS, USAGE_METRICS } from '../src/facts/metric-definitions.js'
import { NODE_METRICS } from '../src/facts/node-metrics.js'

// What docs/monitoring has for Prometheus and Grafana. `.ci/promtool.sh` fetches promtool.

const FOLDER = 'docs/monitoring'
interface Panel { title: string, description: string, gridPos: Record<'x' | 'y' | 'w' | 'h', number>, targets: Array<{ expr: string, legendFormat: string }> }
const rules = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')).groups[0].rules as Array<{ alert: string, expr: string, annotations: { summary: string }, labels?: { severity?: string } }>
const cases = parse(readFileSync(join(FOLDER, 'alerts.test.yml'), 'utf8')).tests as Array<{ alert_rule_test: Array<{ alertname: string, exp_alerts?: unknown[] }> }>
const dashboard = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as { panels: Panel[], templating: { list: Array<{ name: string, definition?: string }> } }
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

/** The example of docs/metrics.md in YAML that contains a word. */
const exampleWith = (word: string) =>
  [...readFileSync('docs/metrics.md', 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, code]) => code!).find(code => code.includes(word))!

// Prometheus adds the first two to every series.
const OF_ALL = ['instance', 'job']
const known = new Map<string, readonly string[]>()
for (const { name, kind, ...rest } of [...Object.values(METRICS), ...Object.values(NODE_METRICS)]) {
  const labels = [...OF_ALL, ...'labels' in rest ? rest.labels : []]
  if (kind === 'histogram') for (const part of ['bucket', 'sum', 'count']) known.set(`${name}_${part}`, [...labels, ...part === 'bucket' ? ['le'] : []])
  else known.set(name, labels)
}

/** The metrics and labels in an expression that no server has. */
function unknownIn (expr: string): string[] {
  const series = [...expr.matchAll(/(posthorn_\w+)(?:\{([^}]*)\})?/g)]
  const all = new Set(series.flatMap(([, name]) => known.get(name!) ?? []))
  const grouped = [...expr.matchAll(/\b(?:by|without|on|ignoring) \(([^)]*)\)/g)].flatMap(([, labels]) => labels!.split(', '))
  return [
    ...series.filter(([, name]) => !known.has(name!)).map(([, name]) => name!),
    ...series.flatMap(([, name, matchers = '']) => [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!).filter(label => !known.get(name!)?.includes(label))),
    ...grouped.filter(label => !all.has(label))
  ]
}

t.test('every metric and label that rules and dashboard name exists', async t => {
  t.ok(rules.length > 8 && expressions.length > 25)
  const variables = dashboard.templating.list.flatMap(({ definition = [] }) => definition)
  for (const expr of [...rules.map(({ expr }) => expr), ...expressions, ...variables]) t.strictSame(unknownIn(expr), [], expr)
  t.strictSame(unknownIn('sum by (shape) (rate(posthorn_http_answers_total{colour="red"}[5m])) / posthorn_nothing'), ['posthorn_nothing', 'colour', 'shape'])
})

t.test('the dashboard shows every metric of a Node server once or more, for the servers that are chosen', async t => {
  const shown = expressions.join('\n')
  const ofFunctions: string[] = [METRICS.entriesFailed.name]
  const all = [...Object.values(METRICS), ...Object.values(NODE_METRICS)]
  for (const { name } of all) t.equal(shown.includes(name), !ofFunctions.includes(name), name)
  for (const [selector] of shown.matchAll(/posthorn_\w+(\{[^}]*\})?/g)) t.match(selector, '{instance=~"$instance"', selector)
})

t.test('each panel has a title and says what it shows; no two lie on each other', async t => {
  t.equal(new Set(dashboard.panels.map(({ title }) => title)).size, dashboard.panels.length)
  const taken = new Set<string>()
  for (const { title, description, gridPos: { x, y, w, h }, targets } of dashboard.panels) {
    t.ok(description.length > 5 && targets.every(({ legendFormat }) => legendFormat !== ''), title)
    t.ok(x + w <= 24, title)
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        const cell = `${column},${row}`
        if (taken.has(cell)) t.fail(`${title} lies on another panel`)
        taken.add(cell)
      }
    }
  }
})

t.test('every rule says whether it wakes a person; the job of the rules is that of the example', async t => {
  for (const { alert, labels } of rules) t.match(labels?.severity, /^(page|ticket)$/, alert)
  const example = exampleWith('scrape_configs')
  const { scrape_configs: [job] } = parse(example) as { scrape_configs: Array<{ job_name: string }> }
  t.match(rules.find(({ alert }) => alert === 'PosthornServerDown')!.expr, `job="${job!.job_name}"`)
})

t.test('every rule has a test in which it fires, and one in which it does not', async t => {
  const checks = cases.flatMap(one => one.alert_rule_test)
  for (const { alert } of rules) {
    const own = checks.filter(({ alertname }) => alertname === alert)
    t.ok(own.some(one => one.exp_alerts) && own.some(one => !one.exp_alerts), alert)
  }
})

const promtool = [join('.cache/promtool/usr/bin/promtool'), ...(process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'promtool'))].find(existsSync)
const skip = promtool === undefined ? 'there is no promtool here: .ci/promtool.sh fetches it' : false

t.test('Prometheus accepts the rules, and they fire as their tests say', { skip }, async t => {
  const told = (...args: string[]) => execFileSync(promtool!, args, { encoding: 'utf8', stdio: 'pipe' })
  t.match(told('check', 'rules', join(FOLDER, 'alerts.yml')), `SUCCESS: ${rules.length} rules found`)
  t.match(told('test', 'rules', join(FOLDER, 'alerts.test.yml')), 'SUCCESS')
})

// One alarm, by the minute at which its state changes.
interface Story { series: Array<{ metric: string, values: string }>, looks: ReadonlyArray<readonly [minute: number, isOn: boolean]> }

const FAILED = 'posthorn_application_attempts_failed_total'
const DELIVERED = 'posthorn_application_attempts_delivered_total'
const CUSTOMER: Story[] = [
  // Every minute an attempt fails, on one server and then on another; no success has ever been.
  { series: [{ metric: FAILED, values: '1+1x180' }], looks: [[50, false], [70, true], [150, true]] },
  // One message with the default schedule: attempts at 0, 0, 5, 35, 155 and 455 minutes.
  { series: [{ metric: FAILED, values: '2x4 3x29 4x119 5x299 6x200' }], looks: [[60, false], [80, true], [110, false], [200, false], [500, false]] },
  // Some succeed.
  { series: [{ metric: FAILED, values: '1+1x180' }, { metric: DELIVERED, values: '1+1x180' }], looks: [[70, false], [150, false]] },
  // The successes ended half an hour in.
  { series: [{ metric: FAILED, values: '1+1x300' }, { metric: DELIVERED, values: '1+1x30 31x270' }], looks: [[140, false], [160, true]] }
]

t.test('The rule for one customer names metrics that exist, and fires as the page says', async t => {
  const page = exampleWith('PosthornCustomerFails')
  const [{ rules: [rule] }] = parse(page).groups as [{ rules: [{ alert: string, expr: string, annotations: { summary: string } }] }]
  const names = new Set(Object.values(USAGE_METRICS).map(({ name }) => name as string))
  t.strictSame([...rule.expr.matchAll(/posthorn_\w+/g)].map(([name]) => names.has(name)), [true, true], rule.expr)
  if (skip !== false) return t.comment(skip)
  const folder = t.testdir({ 'rules.yml': page })
  const alerts = [{
    exp_labels: { application: 'app_1', severity: 'ticket' },
    exp_annotations: { summary: rule.annotations.summary.replace('{{ $labels.application }}', 'app_1') }
  }]
  const tests = CUSTOMER.map(({ series, looks }) => ({
    interval: '1m',
    input_series: series.map(({ metric, values }, at) => ({ series: `${metric}{application="app_1", instance="${at}:8071", job="posthorn"}`, values })),
    alert_rule_test: looks.map(([minute, isOn]) => ({ eval_time: `${minute}m`, alertname: rule.alert, ...isOn && { exp_alerts: alerts } }))
  }))
  writeFileSync(join(folder, 'tests.yml'), JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests }))
  t.match(execFileSync(promtool!, ['test', 'rules', join(folder, 'tests.yml')], { encoding: 'utf8' }), 'SUCCESS')
})

t.test('Prometheus can read every expression of the dashboard', { skip }, async t => {
  const file = join(t.testdir(), 'dashboard.yml')
  const filled = expressions.map(expr => expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'))
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: filled.map((expr, at) => ({ record: `panel:${at}`, expr })) }] }))
  t.match(execFileSync(promtool!, ['check', 'rules', file], { encoding: 'utf8' }), `SUCCESS: ${expressions.length} rules found`)
})
