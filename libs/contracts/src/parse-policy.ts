import { LineCounter, parseDocument, type Document } from 'yaml';
import { documentFaults, type DocumentFault, type Parsed } from './document-faults.js';
import { policyDocumentSchema, type PolicyDocument } from './policy-document.js';
import { policyFaults } from './policy-faults.js';

/** Largest document that is read, in characters. */
const POLICY_TEXT_MAX = 200_000;
/** A YAML alias repeats a node; few suffice to avoid repetition, many are an attack on memory. */
const ALIASES_MAX = 50;

/**
 * Reads the configuration of a municipality from YAML (or JSON, which is YAML too). All faults are named together,
 * each with its path and, where the text has one, its line; nothing is thrown.
 */
export function parsePolicy(text: string): Parsed<PolicyDocument> {
  if (text.length > POLICY_TEXT_MAX) {
    return failed([{ path: '(document)', message: `longer than ${POLICY_TEXT_MAX} characters` }]);
  }
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, strict: true });
  if (yaml.errors.length > 0) {
    return failed(
      yaml.errors.map(({ code, pos }) => ({
        path: '(document)',
        message: `not readable as YAML: ${code}`,
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
  const parsed = policyDocumentSchema.safeParse(content);
  const faults = parsed.success ? policyFaults(parsed.data) : documentFaults(parsed.error);
  if (faults.length > 0) return failed(faults.map((fault) => withLine(fault, yaml, lines)));
  return parsed.success ? { ok: true, value: parsed.data } : failed([]);
}

function failed(faults: readonly DocumentFault[]): Parsed<PolicyDocument> {
  return { ok: false, faults };
}

/** The line of the place, or of the nearest place above it that the text has (a missing member has none). */
function withLine(fault: DocumentFault, yaml: Document, lines: LineCounter): DocumentFault {
  const path = fault.path === '(document)' ? [] : fault.path.split('.');
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = yaml.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return { ...fault, line: lines.linePos(Number(node.range[0])).line };
    }
  }
  return fault;
}
