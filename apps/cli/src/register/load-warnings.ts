import type { ExpectedRegister } from '#postgres';

/** A file with fewer residents than this part of the inhabitants is a part of the register, or of another place [P]. */
const WHOLE_PART_MIN = 0.5;

/**
 * What is odd about a load that is not refused. A first file has none before it to compare with, and a tiny one is worse than
 * none: whoever is not in it is "nobody found", and every such signal waits for a person.
 */
export function loadWarnings(residents: number, expected: ExpectedRegister | undefined): readonly string[] {
  if (expected === undefined) return ['no policy of this municipality is in force: nobody is looked up yet'];
  const { inhabitants, source } = expected;
  return [
    ...(source === 'local'
      ? []
      : ['the policy in force does not say residentRegister: { source: local }: nobody is looked up']),
    ...(residents < inhabitants * WHOLE_PART_MIN
      ? [
          `only ${residents} residents where the policy says ${inhabitants} inhabitants: signals about everybody else ` +
            'will wait for a person, as about somebody whom nobody found',
        ]
      : []),
  ];
}
