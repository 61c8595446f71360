import type { FaultPlace, RequestFault, RequestFaultCode } from '#contracts';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The faults that zod found in one part of a request, in our words: where and what, never a value. */
export function requestFaultsOf(place: FaultPlace, issues: readonly Issue[], input: unknown): RequestFault[] {
  const found = issues.flatMap((issue) => faultsOfIssue(place, issue, input));
  const unique = new Map(found.map((one) => [`${one.pointer} ${one.code}`, one]));
  return [...unique.values()].sort((left, right) => (left.pointer < right.pointer ? -1 : 1));
}

function faultsOfIssue(place: FaultPlace, issue: Issue, input: unknown): RequestFault[] {
  if (issue.code === 'invalid_union') {
    const [nearest] = [...issue.errors].sort(
      (left, right) => strangers(left) - strangers(right) || left.length - right.length,
    );
    return (nearest ?? []).flatMap((inner) =>
      faultsOfIssue(place, { ...inner, path: [...issue.path, ...inner.path] }, input),
    );
  }
  const pointer = issue.path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return [{ in: place, pointer, code: codeOf(issue, valueAt(input, issue.path)) }];
}

/** The branch that was meant knows the members that were given, and has the fewest faults of those that do. */
function strangers(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) =>
      sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  );
}

function codeOf(issue: Issue, value: unknown): RequestFaultCode {
  if (value === undefined && issue.code !== 'unrecognized_keys') return 'missing';
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong-type';
    case 'unrecognized_keys':
      return 'unknown-member';
    case 'invalid_value':
      return typeof value === 'string' ? 'unknown-value' : 'wrong-type';
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
      return 'out-of-range';
    default:
      return 'malformed';
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
