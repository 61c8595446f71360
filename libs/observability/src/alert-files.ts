import type { Alert, Example } from './alert.js';
import { creditorAlerts, outreachAlerts, termAlerts } from './outreach-alerts.js';
import { processAlerts } from './process-alerts.js';
import { readingAlerts } from './reading-alerts.js';

/** Every alert, in the order of the runbook. */
export const ALERTS: readonly Alert[] = [
  ...processAlerts,
  ...readingAlerts,
  ...creditorAlerts,
  ...termAlerts,
  ...outreachAlerts,
];

/** Where an alert is explained: a section of the runbook under its own name. */
const runbookOf = ({ name }: Alert): string => `docs/runbook.md#${name.toLowerCase()}`;

/** The rules, as Prometheus reads them. */
export function alertRules(): object {
  const groups = [...Map.groupBy(ALERTS, ({ group }) => group)];
  return {
    groups: groups.map(([group, alerts]) => ({
      name: `eropaf-${group}`,
      rules: alerts.map((alert) => ({
        alert: alert.name,
        expr: alert.expr,
        ...(alert.for === '0m' ? {} : { for: alert.for }),
        labels: { severity: alert.severity },
        annotations: { summary: alert.summary, runbook: runbookOf(alert) },
      })),
    })),
  };
}

const rendered = (text: string, labels: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{ \$labels\.(\w+) \}\}/gu, (_whole, name: string) => labels[name] ?? '');

function ruleTest(alert: Alert, { alerts, at, series }: Example): object {
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        eval_time: at,
        alertname: alert.name,
        exp_alerts: alerts.map((labels) => ({
          exp_labels: { severity: alert.severity, ...labels },
          exp_annotations: { summary: rendered(alert.summary, labels), runbook: runbookOf(alert) },
        })),
      },
    ],
  };
}

/** Every example, as `promtool test rules` reads them. @param rules path of the rules from the file of the tests */
export function alertTests(rules: string): object {
  return {
    rule_files: [rules],
    evaluation_interval: '1m',
    tests: ALERTS.flatMap((alert) => alert.examples.map((example) => ruleTest(alert, example))),
  };
}
