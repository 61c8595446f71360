import { HttpProblem } from '#platform';

import { problems, type Problem, type ProblemCode, type RequestFault } from './problem.js';

/** A refusal of one of our APIs: a code of the closed list, and every fault of the request together. */
export class ProblemException extends HttpProblem<ProblemCode, RequestFault> {}

/** What is told of a body that is no JSON at all. */
export const unreadableBody: RequestFault = { in: 'body', pointer: '', code: 'not-json' };

/** The body of a problem (RFC 9457). The path holds ids only, so it may be repeated. */
export function problemOf(code: ProblemCode, faults: readonly RequestFault[], path: string): Problem {
  const { status, title } = problems[code];
  return {
    type: `urn:problem-type:eropaf:${code}`,
    title,
    status,
    detail: detailOf(code, faults),
    instance: path,
    ...(faults.length > 0 ? { fouten: [...faults] } : {}),
  };
}

function detailOf(code: ProblemCode, faults: readonly RequestFault[]): string {
  if (faults.length > 0) return 'Zie fouten voor elke plaats en de reden.';
  switch (problems[code].status) {
    case 401:
      return 'Geef een geldig token mee in de header Authorization.';
    case 403:
      return 'Vraag de teamleider.';
    case 404:
      return 'Controleer het pad; gegevens van een andere gemeente zijn hier niet.';
    case 409:
      return 'Haal de huidige stand op en kijk of het nog nodig is.';
    case 500:
    case 503:
      return 'Probeer het later opnieuw; wat is vastgelegd, blijft vastgelegd.';
    default:
      return 'Pas het verzoek aan.';
  }
}
