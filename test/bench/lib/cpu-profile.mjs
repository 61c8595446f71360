// Where the CPU time of profiled processes went: by file, and by function within it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LINES = 25;

/**
 * Adds up all profiles of a folder.
 *
 * @param {string} folder with files as `node --cpu-prof` writes them
 * @returns {string} the files and the functions with the largest shares of the time in which anything ran
 */
export function describeProfiles(folder) {
  const [files, functions] = [new Map(), new Map()];
  let total = 0;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const frames = new Map(nodes.map(({ callFrame, id }) => [id, callFrame]));
    samples.forEach((id, nth) => {
      const { functionName, lineNumber, url } = frames.get(id);
      if (functionName === '(idle)' || functionName === '(root)') return;
      const micros = timeDeltas[nth];
      const file = placeOf(url);
      total += micros;
      add(files, file, micros);
      add(functions, `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`, micros);
    });
  }
  const seconds = (total / 1e6).toFixed(1);
  return `${seconds} s of CPU time in the profiles\n\n${largest(files, total)}\n${largest(functions, total)}`;
}

/** From the clone on, without the packages' folder; what is no file has its own name. */
function placeOf(url) {
  if (url === '') return '(engine)';
  return url.replace(/^file:\/\//u, '').replace(/^.*\/(?:node_modules|dist)\//u, '');
}

function add(sums, key, micros) {
  sums.set(key, (sums.get(key) ?? 0) + micros);
}

function largest(sums, total) {
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, LINES)
    .map(([key, micros]) => `${((micros / total) * 100).toFixed(1).padStart(6)} %  ${key}\n`)
    .join('');
}
