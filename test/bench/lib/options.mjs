// What a run measures and how large, from the command line.
import { parseArgs } from 'node:util';

const MEASURES = [
  'pipeline',
  'copy',
  'parse',
  'idiomatic',
  'connect',
  'growth',
  'latency',
  'outreach',
  'figures',
  'millions',
];
/** What reads the databases and topics that the pipeline has made. */
const NEEDS_PIPELINE = ['copy', 'parse', 'idiomatic', 'outreach'];

const usual = {
  residents: 1_000_000,
  rounds: 3,
  warmUp: 5_000,
  signals: null,
  seconds: 10,
  flat: 400_000,
  idiomaticWarmUp: 500,
  variants: ['without', 'register', 'one'],
  growth: { sizes: [10_000, 100_000, 1_000_000], inFlight: [1, 2, 4], processes: [1, 2] },
  rates: [200, 2_000],
  due: 10_000,
  cases: 1_200_000,
  // An hour and more.
  only: MEASURES.filter((name) => name !== 'millions'),
};

const sizes = {
  usual,
  smoke: {
    ...usual,
    residents: 5_000,
    rounds: 1,
    warmUp: 600,
    signals: 800,
    seconds: 1,
    flat: 4_000,
    idiomaticWarmUp: 20,
    variants: ['register'],
    growth: { sizes: [], inFlight: [2], processes: [] },
    rates: [100],
    due: 500,
    cases: 5_000,
    // Fetching the jars of a connector and starting its JVM takes longer than all the rest.
    only: usual.only.filter((name) => name !== 'connect'),
  },
  full: {
    ...usual,
    signals: 1_000_000,
    flat: 1_000_000,
    growth: { ...usual.growth, sizes: [...usual.growth.sizes, 5_000_000] },
    only: MEASURES,
  },
};

export const usage = `node test/bench/main.mjs [--smoke | --full] [options]
  --only a,b         of: ${MEASURES.join(', ')}
  --variants a,b     of the pipeline: without (a register), register, one (municipality)
  --signals N        a round of the pipeline; default: as many as run some 14 seconds
  --residents N      in the register; --rounds N; --warm-up N signals before the first round
  --flat N           signals a round of the connector; --rates N,M signals a second of the latency
  --seconds N        of what runs for a time: copy, parse, idiomatic, latency, letters
  --cpu-profile DIR  a CPU profile of each intake under measure (for Chrome's DevTools or speedscope)
  --forget           forget the residents that were kept from an earlier run, and end`;

/** @throws Error that names every fault of the command line */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      smoke: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      forget: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string' },
      variants: { type: 'string' },
      signals: { type: 'string' },
      residents: { type: 'string' },
      rounds: { type: 'string' },
      'warm-up': { type: 'string' },
      flat: { type: 'string' },
      rates: { type: 'string' },
      seconds: { type: 'string' },
      'cpu-profile': { type: 'string' },
    },
  });
  const faults = [];
  const mode = values.smoke ? 'smoke' : values.full ? 'full' : 'usual';
  const size = sizes[mode];
  const number = (name, otherwise, text = values[name]) => {
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,7}$/u.test(text)) faults.push(`--${name}: a whole number above 0`);
    return Number(text);
  };
  const words = (name, all, otherwise) => {
    const given = values[name]?.split(',') ?? otherwise;
    for (const word of given)
      if (!all.includes(word)) faults.push(`--${name}: ${word} is none of ${all.join(', ')}`);
    return given;
  };
  const options = {
    ...size,
    mode,
    help: values.help,
    forget: values.forget,
    only: words('only', MEASURES, size.only),
    variants: words('variants', usual.variants, size.variants),
    signals: number('signals', size.signals),
    residents: number('residents', size.residents),
    rounds: number('rounds', size.rounds),
    warmUp: number('warm-up', size.warmUp),
    flat: number('flat', size.flat),
    seconds: number('seconds', size.seconds),
    rates: values.rates?.split(',').map((rate) => number('rates', 0, rate)) ?? size.rates,
    cpuProfile: values['cpu-profile'] ?? null,
    nodeArgs:
      values['cpu-profile'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values['cpu-profile']],
  };
  const orphans = options.only.filter((name) => NEEDS_PIPELINE.includes(name));
  if (orphans.length > 0 && !(options.only.includes('pipeline') && options.variants.includes('register')))
    faults.push(
      `--only: ${orphans.join(', ')} read what the pipeline's variant register has made: name it too`,
    );
  if (values.smoke && values.full) faults.push('--smoke and --full exclude each other');
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return options;
}
