// From raw rounds to medians and ratios. Pure: `ratios` of a result file can be recomputed from the rounds in it.

/** @param {readonly number[]} values */
export function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What the design is held against: at least, or at most. */
export const aims = {
  signalsVsDebezium: { least: 0.5 },
  rowsVsDebezium: { least: 1.5 },
  copy: { least: 0.5 },
  idiomatic: { least: 15 },
  growth: { most: 1.3 },
};

const of = (rounds, name) => median((rounds ?? []).map((round) => round[name]));
const divided = (one, other) => (one === null || other === null || other === 0 ? null : one / other);

/**
 * Ratios of medians within one run; null where one of the two was not measured. With the register, over all
 * municipalities, one intake process.
 *
 * @param {{ pipeline?: any, copy?: any, connect?: any, idiomatic?: any, growth?: any }} measures
 */
export function ratiosOf({ connect, copy, growth, idiomatic, pipeline }) {
  const own = pipeline?.variants.register?.rounds;
  const signals = of(own, 'signalsPerSecond');
  const rows = of(own, 'rowsPerSecond');
  const debezium = of(connect?.rounds, 'rowsPerSecond');
  const secondsASignal = (residents) =>
    divided(1, of(growth?.residents?.find((one) => one.residents === residents)?.rounds, 'signalsPerSecond'));
  return {
    signalsVsDebezium: divided(signals, debezium),
    rowsVsDebezium: divided(rows, debezium),
    copy: divided(rows, of(copy?.rounds, 'rowsPerSecond')),
    idiomatic: divided(signals, of(idiomatic?.rounds, 'signalsPerSecond')),
    growth: divided(secondsASignal(1_000_000), secondsASignal(10_000)),
  };
}

/** Whether a ratio is within its aim; null where it was not measured. */
export function isKept(name, value) {
  if (value === null) return null;
  const { least = -Infinity, most = Infinity } = aims[name];
  return value >= least && value <= most;
}
