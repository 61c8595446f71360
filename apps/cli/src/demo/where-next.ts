import { addMonths, asDay, dayOf, instantMsOf, workingCalendar, type Day } from '#domain';
import { dutchPublicHolidays } from '#platform';
import { GENERATED_MUNICIPALITY } from '#generator';

import { dutchInstant } from '../dutch-instant.js';
import type { DemoConfiguration } from './demo-command.js';

export interface WhereNext {
  readonly configuration: Pick<
    DemoConfiguration,
    'EROPAF_INTAKE_PORT' | 'EROPAF_OUTREACH_PORT' | 'EROPAF_DESK_OPERATIONS_PORT' | 'EROPAF_MONITOR_PORT'
  >;
  readonly deskUrl: string;
  readonly lastDay: Day;
  /** By the clock of the demo, which another `clock set` may have moved past the last day. */
  readonly nowMs: number;
}

const WORKING_DAYS_ON = 2;
const TEN_O_CLOCK = 10 * 60;

/** Where to look after the demo, with the days of this very run: its last day is the machine's when it was first run. */
export function whereNext({ configuration, deskUrl, lastDay, nowMs }: WhereNext): readonly string[] {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const months = `van=${addMonths(lastDay, -2).slice(0, 7)}&tot=${lastDay.slice(0, 7)}`;
  return [
    'Where to look next:',
    `  API           ${deskUrl}/v1/openapi.json`,
    `  queues        ${deskUrl}/beheer/wachtrijen (to look at; the password is EROPAF_DEMO_TOKEN)`,
    `  metrics       ${at(configuration.EROPAF_INTAKE_PORT)}/metrics (intake), ` +
      `${at(configuration.EROPAF_OUTREACH_PORT)}/metrics (outreach), ` +
      `${at(configuration.EROPAF_DESK_OPERATIONS_PORT)}/metrics (desk), ` +
      `${at(configuration.EROPAF_MONITOR_PORT)}/metrics (monitor)`,
    `  creditors     ${at(configuration.EROPAF_MONITOR_PORT)}/v1/meldkwaliteit?gemeente=${GENERATED_MUNICIPALITY}&${months} (with a token, as below)`,
    `  contact rates ${at(configuration.EROPAF_MONITOR_PORT)}/v1/contactcijfers?gemeente=${GENERATED_MUNICIPALITY}&${months} ` +
      `(with a token: README, "Afterwards")`,
    `  next steps    bin/eropaf clock set ${nextMoment(nowMs)} (they fall due then; before that /v1/taken has no rows)`,
  ];
}

/** A working day on which steps fall due; plans count in working days. */
function nextMoment(nowMs: number): string {
  const calendar = workingCalendar(dutchPublicHolidays().map(asDay));
  return dutchInstant(instantMsOf(calendar.addWorkingDays(dayOf(nowMs), WORKING_DAYS_ON), TEN_O_CLOCK));
}
