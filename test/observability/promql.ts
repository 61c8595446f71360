import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common' with { 'resolution-mode': 'import' };

/** A metric that an expression asks for, with the labels that it must have for the expression to mean anything. */
export interface Selector {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Variables that Grafana puts into an expression. */
const withoutVariables = (expr: string): string => expr.replaceAll('$__rate_interval', '5m');

function childrenNamed(node: SyntaxNode, name: string): SyntaxNode[] {
  const found = node.getChildren(name);
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    found.push(...(child.name === name ? [] : childrenNamed(child, name)));
  return found;
}

/**
 * Every metric of an expression, with its own labels and those by which it is gathered.
 *
 * @throws when it is no PromQL
 */
export function selectorsOf(expression: string): readonly Selector[] {
  const expr = withoutVariables(expression);
  const text = (node: SyntaxNode): string => expr.slice(node.from, node.to);
  const selectors: Selector[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node, type }) => {
      if (type.isError) throw new Error(`no PromQL: ${expr}`);
      if (name !== 'VectorSelector') return;
      const labels = childrenNamed(node, 'LabelName').map(text);
      for (let around = node.parent; around !== null; around = around.parent) {
        if (around.name !== 'AggregateExpr') continue;
        const modifier = around.getChild('AggregateModifier');
        if (modifier !== null) labels.push(...childrenNamed(modifier, 'LabelName').map(text));
      }
      const identifier = node.getChild('Identifier');
      selectors.push({ name: identifier === null ? '' : text(identifier), labels: [...new Set(labels)] });
    },
  });
  return selectors;
}

/** The name under which a metric is registered: a histogram exports three, and Prometheus knows those. */
export const registeredName = (name: string): string => name.replace(/_(?:bucket|count|sum)$/u, '');

/** Labels that Prometheus adds to everything it scrapes. */
export const TARGET_LABELS = ['job', 'instance'] as const;
