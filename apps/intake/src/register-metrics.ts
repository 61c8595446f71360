import type { Day } from '#domain';
import type { Logger } from '#platform';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How a register stands that the policy of today wants. */
export interface RegisterStanding {
  readonly municipality: string;
  readonly state: 'in-force' | 'near-its-end' | 'expired' | 'missing';
  /** Days behind today on which it is used still: 0 on its last day, -1 where it answers nobody. */
  readonly daysLeft: number;
  readonly residents: number;
  readonly expiresOn: Day | null;
}

/**
 * What the intake tells of local registers. A register that is not there makes nobody unready: signals go on unchecked, as
 * without one, so this is what an alarm must look at.
 */
export class RegisterMetrics {
  private readonly daysLeft: Gauge;
  private readonly residents: Gauge;
  private readonly lookups: Counter;
  private readonly told = new Map<string, RegisterStanding['state']>();

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const registers = [registry];
    const labelNames = ['municipality'];
    this.daysLeft = new Gauge({
      name: 'eropaf_intake_local_register_days_left',
      help: 'Days that a local register which the policy wants is used still; -1 where it is missing or has expired.',
      labelNames,
      registers,
    });
    this.residents = new Gauge({
      name: 'eropaf_intake_local_register_residents',
      help: 'Residents in a local register that the policy wants, as they were loaded.',
      labelNames,
      registers,
    });
    this.lookups = new Counter({
      name: 'eropaf_intake_register_lookups_total',
      help: 'Signals whose resident was looked up in a local register, by what it answered.',
      labelNames: ['answer'],
      registers,
    });
  }

  lookedUp(answers: Readonly<Record<string, number>>): void {
    for (const [answer, count] of Object.entries(answers)) this.lookups.inc({ answer }, count);
  }

  /** All registers that today's policies want. Says what changed, once. */
  stand(standings: readonly RegisterStanding[]): void {
    this.daysLeft.reset();
    this.residents.reset();
    const wanted = new Set(standings.map(({ municipality }) => municipality));
    for (const municipality of this.told.keys())
      if (!wanted.has(municipality)) this.told.delete(municipality);
    for (const { daysLeft, expiresOn, municipality, residents, state } of standings) {
      this.daysLeft.set({ municipality }, daysLeft);
      this.residents.set({ municipality }, residents);
      if (this.told.get(municipality) === state) continue;
      this.told.set(municipality, state);
      const fields = { municipality, state, daysLeft, residents, expiresOn };
      if (state === 'in-force') this.logger.info(fields, 'a local register is in force');
      else this.logger.warn(fields, 'the policy wants a local register; eropaf register load');
    }
  }
}
