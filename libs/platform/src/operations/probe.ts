/** One thing that a process needs: its database, its broker, a loop that must have turned lately. */
export interface Probe {
  /** Kebab-case; the key under which /health shows it. */
  readonly name: string;
  /** Resolves when all is well; rejects when it is not. What it needs to know it asks machine time. */
  check(): Promise<void>;
}

/** What the operator sees of a process. */
export interface OperationsOptions {
  /** Fails when only a restart can help. A dependency that is away is no reason: a restart would not bring it back. */
  readonly liveness: readonly Probe[];
  /** Fails when the process cannot do its work now, for whatever reason. */
  readonly readiness: readonly Probe[];
  readonly metrics: MetricsSource;
}

/** What /metrics asks; a registry of prom-client is one. */
export interface MetricsSource {
  metrics(): Promise<string>;
}

/** A probe may take this long; the tools that ask give up after some seconds themselves. */
export const probeTimeoutMs = 1_500;
