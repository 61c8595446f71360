/** What Prometheus counted in an example: series with their values, a minute apart, in the notation of promtool. */
export type Series = Readonly<Record<string, string>>;

/** One example of an alert, tried by `promtool test rules`. */
export interface Example {
  readonly series: Series;
  /** When one looks, counted from the first value: `25h`. */
  readonly at: string;
  /** Labels of each alert that is there then, beside its name and severity; empty: it is silent. */
  readonly alerts: readonly Readonly<Record<string, string>>[];
}

export interface Alert {
  /** Also the heading of its section in docs/runbook.md. */
  readonly name: `Eropaf${string}`;
  readonly group: 'processes' | 'reading' | 'creditors' | 'outreach' | 'terms';
  /** PromQL; nothing but metrics of docs/metrics.md and Prometheus' own `up`. */
  readonly expr: string;
  /** How long it must hold, in the notation of Prometheus. */
  readonly for: string;
  /** `critical` wakes somebody; `warning` is for the next working day; `none` is no trouble. */
  readonly severity: 'critical' | 'warning' | 'none';
  /** One sentence; `{{ $labels.x }}` stands for a label. */
  readonly summary: string;
  /** At least one that fires and one that does not. */
  readonly examples: readonly Example[];
}

/** The same value for some minutes. */
export const steady = (value: number, minutes: number): string => `${value}x${minutes}`;
/** A value that grows by the same amount each minute, from 0. */
export const growing = (each: number, minutes: number): string => `0+${each}x${minutes}`;

export const fires = (
  at: string,
  series: Series,
  ...alerts: readonly Readonly<Record<string, string>>[]
): Example => ({ at, series, alerts: alerts.length === 0 ? [{}] : alerts });

export const isSilent = (at: string, series: Series): Example => ({ at, series, alerts: [] });
