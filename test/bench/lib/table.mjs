// What a run found, for people: one line a figure, with its median and what belongs to it.
import { aims, isKept, median } from './ratios.mjs';

const number = (value, digits = 0) => (value === null || value === undefined ? '–' : value.toFixed(digits));
const of = (rounds, pick) =>
  median(rounds.map(pick).filter((value) => value !== null && value !== undefined));
const megabytes = (bytes) => `${number(bytes === null ? null : bytes / 1e6)} MB`;

/** What is no ratio and has an aim all the same; docs/performance.md. */
const under = { queueMsAt2000: 1_000, rssMegabytes: 300, figuresMs: 200 };
const aimOf = (most, value) => `aim: under ${most}${value < most ? ', kept' : ', MISSED'}`;

/** @param {{ measures: any, ratios: Record<string, number | null> }} result as it stands in the file */
export function table({ measures, ratios }) {
  const lines = [];
  const line = (what, value, more = '') =>
    lines.push(`${what.padEnd(44)} ${value.padStart(18)}  ${more}`.trimEnd());
  pipelineLines(line, measures.pipeline);
  baselineLines(line, measures);
  growthLines(line, measures);
  latencyLines(line, measures.latency);
  outreachLines(line, measures.outreach);
  figureLines(line, measures.figures);
  memoryLines(line, measures);
  lines.push('');
  for (const [name, value] of Object.entries(ratios)) {
    const { least, most } = aims[name];
    const kept = isKept(name, value);
    const verdict = kept === null ? '; not measured' : kept ? ', kept' : ', MISSED';
    const aim = least === undefined ? `at most ${most}` : `at least ${least}`;
    line(`ratio ${name}`, number(value, 2), `aim: ${aim}${verdict}`);
  }
  return `${lines.join('\n')}\n`;
}

const signals = (rounds) => `${number(of(rounds, (round) => round.signalsPerSecond))} signals/s`;

function cpuOf(rounds) {
  const parts = ['node', 'postgres', 'kafka'];
  return parts.map((part) => `${part} ${number(of(rounds, (round) => round.cpuMicros[part]))}`).join(', ');
}

function pipelineLines(line, pipeline) {
  for (const [name, { records, residents, rounds, spread }] of Object.entries(pipeline?.variants ?? {})) {
    const register = residents === 0 ? 'no register' : `${residents} residents`;
    const where = spread === 'one' ? 'one municipality' : '342 municipalities';
    line(`pipeline, ${name}`, signals(rounds), `${register}, ${where}; ${records} a round`);
    const each = number(
      of(rounds, (round) => round.rowsPerRecord),
      2,
    );
    line('', `${number(of(rounds, (round) => round.rowsPerSecond))} rows/s`, `${each} rows a signal`);
    line('', 'CPU µs a signal', cpuOf(rounds));
  }
}

function baselineLines(line, measures) {
  for (const [name, what, unit] of [
    ['copy', 'floor: COPY of the same rows', 'rows'],
    ['parse', 'floor: kafkajs that only parses', 'messages'],
    ['idiomatic', 'Nest transport and TypeORM repositories', 'signals'],
    ['connect', "Debezium's sink, one table, no rules", 'rows'],
  ]) {
    const rounds = measures[name]?.rounds;
    if (rounds === undefined) continue;
    const counts = number(of(rounds, (round) => round.rows ?? round.records));
    line(what, `${number(of(rounds, (round) => round[`${unit}PerSecond`]))} ${unit}/s`, `${counts} a round`);
  }
}

function growthLines(line, { growth, millions }) {
  for (const { residents, rounds, records } of growth?.residents ?? [])
    line(`growth, ${residents} residents`, signals(rounds), `${records} a round; CPU µs: ${cpuOf(rounds)}`);
  for (const { inFlight, rounds } of growth?.inFlight ?? [])
    line(`growth, partitions in flight: ${inFlight}`, signals(rounds), `CPU µs: ${cpuOf(rounds)}`);
  for (const { processes, rounds } of growth?.processes ?? [])
    line(`growth, processes: ${processes}`, signals(rounds), `CPU µs: ${cpuOf(rounds)}`);
  millions?.rounds.forEach((round, nth) => line(`growth, million ${nth + 1}`, signals([round])));
}

function latencyLines(line, latency) {
  for (const { rate, reachedPerSecond, toCommit, toQueue } of latency?.rates ?? []) {
    for (const [what, { count, max, p50, p99 }] of [
      ['committed', toCommit],
      ['job in the queue', toQueue],
    ]) {
      const others = `p50 ${number(p50)}, max ${number(max)}; ${count} at ${number(reachedPerSecond)}/s`;
      const isAim = rate === 2_000 && what !== 'committed' && p99 !== null;
      const aim = isAim ? `; ${aimOf(under.queueMsAt2000, p99)}` : '';
      line(`latency at ${rate}/s: publish to ${what}`, `p99 ${number(p99)} ms`, `${others}${aim}`);
    }
  }
}

function outreachLines(line, outreach) {
  if (outreach === undefined) return;
  const { calls, letters } = outreach;
  const tasks = number(of(calls.rounds, (round) => round.tasks));
  line(
    'outreach: relay and queue',
    `${number(of(calls.rounds, (round) => round.tasksPerSecond))} tasks/s`,
    `${tasks} a round`,
  );
  const wall = number(of(letters.rounds, (round) => round.lettersPerSecond));
  line(
    'outreach: letters on one core',
    `${number(of(letters.rounds, (round) => round.lettersPerCpuSecond))} letters/s`,
    `${wall}/s by the clock, beside relay and queue`,
  );
}

function figureLines(line, figures) {
  for (const [split, { milliseconds }] of Object.entries(figures?.splits ?? {}))
    line(
      `contact rates, split ${split}`,
      `${number(milliseconds)} ms`,
      `of ${figures.counted}, among ${figures.cases} cases; ${aimOf(under.figuresMs, milliseconds)}`,
    );
}

/** Peaks of resident memory. A backlog is what the pipeline reads; at a steady rate there is none. */
function memoryLines(line, { connect, idiomatic, latency, outreach, pipeline }) {
  const backlog = pipeline?.variants.register?.rounds.flatMap(({ rssBytesMax }) => rssBytesMax);
  if (backlog !== undefined) {
    const peak = Math.max(...backlog);
    line('memory: intake in a backlog', megabytes(peak), aimOf(under.rssMegabytes, peak / 1e6));
  }
  for (const { rate, rssBytesMax } of latency?.rates ?? [])
    line(
      `memory: intake, outreach at ${rate}/s`,
      megabytes(rssBytesMax.intake),
      megabytes(rssBytesMax.outreach),
    );
  for (const [what, rounds] of [
    ['outreach that queues', outreach?.calls.rounds],
    ['outreach that writes letters', outreach?.letters.rounds],
    ['Nest transport and repositories', idiomatic?.rounds],
    ['Kafka Connect', connect?.rounds],
  ])
    if (rounds !== undefined)
      line(`memory: ${what}`, megabytes(Math.max(...rounds.map((one) => one.rssBytesMax))));
}
