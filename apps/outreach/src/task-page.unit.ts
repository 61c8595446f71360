import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { taskAfter, taskStates, taskTransitions, type Holder } from '#domain';

const holders: readonly Holder[] = ['process', 'person'];
const page = readFileSync(join(__dirname, '../../../docs/state-machines/outreach-task.md'), 'utf8');

/** Edges of the page: `from --> to: transition`, with `(process)` or `(person)` where only that holder has it. */
function drawnEdges(text: string): string[] {
  const edges: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^ +(\S+) --> (\S+): ([a-z-]+)(?: \((process|person)\))?$/.exec(line);
    if (match === null) continue;
    const [, from, to, transition, only] = match;
    for (const holder of holders) {
      if (only === undefined || only === holder) edges.push(`${from} ${transition} ${holder} ${to}`);
    }
  }
  return edges.sort();
}

function codedEdges(): string[] {
  return taskStates
    .flatMap((state) =>
      taskTransitions.flatMap((transition) =>
        holders.map((holder) => ({ state, transition, holder, to: taskAfter(state, transition, holder) })),
      ),
    )
    .filter((edge) => edge.to !== null)
    .map((edge) => `${edge.state} ${edge.transition} ${edge.holder} ${edge.to}`)
    .sort();
}

describe('docs/state-machines/outreach-task.md', () => {
  test('the page draws exactly the edges that the code has', () => {
    expect(drawnEdges(page)).toEqual(codedEdges());
  });

  test('the check of the page sees an edge that is missing and one too many', () => {
    const first = page.split('\n').find((line) => line.includes('queued --> claimed: claim'));
    expect(drawnEdges(page.replace(first ?? '', ''))).not.toEqual(codedEdges());
    expect(drawnEdges(`${page}\n    done --> queued: release`)).not.toEqual(codedEdges());
  });
});
