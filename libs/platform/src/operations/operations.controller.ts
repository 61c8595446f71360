import { Controller, Get, Header, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';

import { probeTimeoutMs, type OperationsOptions, type Probe } from './probe.js';

/** The token under which the module holds its options. */
export const OPERATIONS_OPTIONS = Symbol('operations-options');

/** Health and metrics, on a port that only the operator reaches: metrics carry true, unsuppressed counts. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(OPERATIONS_OPTIONS) private readonly options: OperationsOptions,
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /** 200 while a restart would not help, 503 when it would. */
  @Get('health/live')
  @HealthCheck()
  live(): Promise<unknown> {
    return this.ask(this.options.liveness);
  }

  /** 200 when the process can do its work now, else 503 with the name of what is missing. */
  @Get('health/ready')
  @HealthCheck()
  ready(): Promise<unknown> {
    return this.ask(this.options.readiness);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.options.metrics.metrics();
  }

  private ask(probes: readonly Probe[]): Promise<unknown> {
    return this.health.check(
      probes.map(
        (probe) => async () =>
          this.indicators
            .check(probe.name)
            .attempt(() => probe.check())
            .withTimeout(probeTimeoutMs),
      ),
    );
  }
}
