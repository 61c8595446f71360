import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';

import { amountWarnings } from './amount-warnings.js';
import { documentFaults, type DocumentFault } from './document-faults.js';
import { policyDocumentSchema, type PolicyDocument } from './policy-document.js';
import { policyFaults } from './policy-faults.js';
import { readableParts } from './readable-parts.js';

/** Largest document that is read, in characters. */
const POLICY_TEXT_MAX = 200_000;
/** A YAML alias repeats a node; few suffice to avoid repetition, many are an attack on memory. */
const ALIASES_MAX = 50;

/** A policy that was read wholly, or everything that is wrong with it; both with what looks like a slip. In order of line. */
export type ParsedPolicy =
  | { readonly ok: true; readonly value: PolicyDocument; readonly warnings: readonly DocumentFault[] }
  | {
      readonly ok: false;
      readonly faults: readonly DocumentFault[];
      readonly warnings: readonly DocumentFault[];
    };

/**
 * Reads the configuration of a municipality from YAML (or JSON, which is YAML too). All faults are named together,
 * each with its path and, where the text has one, its line; nothing is thrown.
 */
export function parsePolicy(text: string): ParsedPolicy {
  if (text.length > POLICY_TEXT_MAX) {
    return failed([{ path: '(document)', message: `longer than ${POLICY_TEXT_MAX} characters` }]);
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, strict: true });
  if (yaml.errors.length > 0) {
    return failed(
      yaml.errors.map(({ message, pos }) => ({
        path: '(document)',
        // Behind the words stand the place, which is said by the line, and an excerpt.
        message: `not readable as YAML: ${message.split(/ at line \d+|\n/)[0] ?? ''}`,
        line: lines.linePos(pos[0]).line,
      })),
    );
  }
  let content: unknown;
  try {
    content = yaml.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    return failed([{ path: '(document)', message: `more than ${ALIASES_MAX} uses of YAML aliases` }]);
  }
  const inOrder = (faults: readonly DocumentFault[]): readonly DocumentFault[] =>
    faults
      .map((fault) => withLine(fault, yaml, lines))
      .sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const written = (path: string): string => writtenAs(yaml, path);
  const parsed = policyDocumentSchema.safeParse(content);
  // Relations are looked at as far as what they relate can be read: who mends the shape shall not meet a next round.
  const parts = parsed.success ? parsed.data : readableParts(content);
  const shape = parsed.success ? [] : documentFaults(parsed.error, policyDocumentSchema, content);
  const faults = inOrder([...shape, ...policyFaults(parts)]);
  const warnings = inOrder(amountWarnings(parts, written));
  return parsed.success && faults.length === 0
    ? { ok: true, value: parsed.data, warnings }
    : { ok: false, faults, warnings };
}

/** How a number is written in the text: 50.00 is read as 50. */
function writtenAs(yaml: Document, path: string): string {
  const node: unknown = yaml.getIn(path.split('.'), true);
  return isScalar(node) ? (node.source ?? '') : '';
}

function failed(faults: readonly DocumentFault[]): {
  readonly ok: false;
  readonly faults: readonly DocumentFault[];
  readonly warnings: readonly DocumentFault[];
} {
  return { ok: false, faults, warnings: [] };
}

/** The line of the place, or of the nearest place above it that the text has (a missing member has none). */
function withLine(fault: DocumentFault, yaml: Document, lines: LineCounter): DocumentFault {
  const path = fault.path === '(document)' ? [] : fault.path.split('.');
  for (let length = path.length; length > 0; length -= 1) {
    const start = nameRange(yaml, path.slice(0, length)) ?? rangeOf(yaml.getIn(path.slice(0, length), true));
    if (start !== undefined) return { ...fault, line: lines.linePos(start).line };
  }
  return fault;
}

/** Where the name of a member stands: what it holds may begin on a later line. */
function nameRange(yaml: Document, path: readonly string[]): number | undefined {
  const parent: unknown = path.length === 1 ? yaml.contents : yaml.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return rangeOf(parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))?.key);
}

function rangeOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
