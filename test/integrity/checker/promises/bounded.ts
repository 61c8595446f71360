import type { IntegrityPromise } from '../history.js';

/** No process grows with what waits for it, and what waits is done in its time. */
export const bounded: IntegrityPromise = {
  name: 'bounded',
  when: 'quiet',
  breaches: ({ bounds, observed }) => {
    const said: string[] = [];
    for (const [process, bytes] of Object.entries(observed.rssMaxBytes)) {
      if (bytes > bounds.rssBytes)
        said.push(`${process}: ${inMb(bytes)} of memory, at most ${inMb(bounds.rssBytes)}`);
    }
    if (observed.drainMs !== null && observed.drainMs > bounds.drainMs)
      said.push(`quiet came after ${observed.drainMs} ms, at most ${bounds.drainMs} ms`);
    return said;
  },
};

const inMb = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
