import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CreditorRegistry, toDomainPolicy, type PolicyDocument } from '#contracts';
import {
  addDays,
  asDay,
  dayOf,
  dayNumberOf,
  dutchDay,
  instantMsOf,
  policyInForce,
  workingCalendar,
  type ComparedDays,
  type Policy,
} from '#domain';
import { RECORDS_MAX } from '#generator';
import { dutchPublicHolidays } from '#platform';
import {
  onlyRead,
  packageRoot,
  readClosedApproaches,
  readReplayedChanges,
  readReplayedSignals,
  type Transaction,
} from '#postgres';

import { CommandRefused } from '../command.js';
import { readStored } from '../policy-source.js';
import { generatedAddresses } from './generated-addresses.js';
import { recordedAddresses } from './recorded-addresses.js';
import { dutchNumber } from './render-what-if.js';
import { checkPeriods, warmUpFrom, type WhatIf } from './run-what-if.js';

/** A what-if with the sentences that say what it stands on. */
export interface Prepared {
  readonly whatIf: WhatIf;
  readonly source: string;
  readonly now: string;
  readonly caveats: readonly string[];
}

/** More signals than this are not held in memory at once: ten years of a town of 120,000. */
const SIGNALS_MAX = 80_000;
/** Signals a month per 1,000 inhabitants in 2025 (monitor). */
const SIGNALS_PER_THOUSAND = 5;
const DAYS_PER_MONTH = 30.44;

/**
 * Reads the recorded signals of the municipality, in a transaction that cannot write.
 *
 * @throws CommandRefused where there is nothing to replay, or no policy to hold the new one against
 */
export async function recordedWhatIf(
  tx: Transaction,
  options: {
    readonly policy: PolicyDocument;
    readonly against: PolicyDocument | null;
    readonly days: ComparedDays;
    readonly nowMs: number;
    readonly signalsMax?: number;
  },
): Promise<Prepared> {
  await onlyRead(tx);
  const { against, days, nowMs, policy } = options;
  const { municipality } = policy;
  const versions = await readStored(tx, municipality);
  const stored = versions.map(({ document, version }) => toDomainPolicy(document, version));
  const then = toDomainPolicy(policy, 0);
  const now = against === null ? inForce(stored, municipality, nowMs) : toDomainPolicy(against, 0);
  const earlier = policyInForce(stored, addDays(days.from, -1));
  checkPeriods(days.from, [now, then, ...(earlier === undefined ? [] : [earlier])]);
  const receipts = {
    municipality,
    fromMs: instantMsOf(warmUpFrom(days.from, [now, then])),
    beforeMs: instantMsOf(addDays(days.until, 1)),
    limit: (options.signalsMax ?? SIGNALS_MAX) + 1,
  };
  const signals = await readReplayedSignals(tx, receipts);
  if (signals.length === receipts.limit) {
    throw new CommandRefused([`more than ${receipts.limit - 1} signals: choose fewer days`]);
  }
  const inRange = signals.filter(({ receipt }) => dayOf(receipt.getTime()) >= days.from);
  if (inRange.length === 0) {
    throw new CommandRefused([
      `${municipality} has no recorded signals from ${days.from} to ${days.until}; --generated SEED tries an invented year`,
    ]);
  }
  const addresses = recordedAddresses(signals, await readReplayedChanges(tx, receipts));
  const closed = await readClosedApproaches(tx, receipts);
  const nameless = inRange.filter(({ same_customer }) => same_customer === null).length;
  return {
    whatIf: {
      addresses,
      days,
      earlier: stored,
      now,
      then,
      calendar: workingCalendar(dutchPublicHolidays().map(asDay)),
      history: closed.length === 0 ? null : { policies: stored, closed },
    },
    source: `${dutchNumber(inRange.length)} die de gemeente kreeg`,
    now: nowText(now, against),
    caveats: [
      ...(nameless === 0 ? [] : [namelessText(nameless)]),
      ...lookupCaveats(against ?? versions.find(({ version }) => version === now.version)?.document, policy),
    ],
  };
}

/** No register is asked in a replay: whoever compares two ways of looking people up must not read that they are alike. */
function lookupCaveats(now: PolicyDocument | undefined, then: PolicyDocument): readonly string[] {
  const ways = [now, then].map((policy) =>
    policy === undefined ? 'none none' : `${policy.residentRegister.source} ${policy.knownHelp.source}`,
  );
  if (ways.every((way) => way === 'none none')) return [];
  return [
    'een register of een hulpverlener wordt hier niet geraadpleegd: alleen antwoorden die er al waren, tellen mee.' +
      (ways[0] === ways[1]
        ? ''
        : ' Wat het verschil tussen beide soorten beleid daarin doet, is niet te zien.'),
  ];
}

function namelessText(count: number): string {
  return (
    `van ${dutchNumber(count)} signalen zijn de persoonsgegevens vernietigd. ` +
    'Zij tellen als leeftijd onbekend en nooit als herhaalde melding, onder beide soorten beleid.'
  );
}

/**
 * An invented year, with what came before it.
 *
 * @throws CommandRefused when the town and the span are too large for the generator
 */
export function generatedWhatIf(options: {
  readonly policy: PolicyDocument;
  readonly now: PolicyDocument;
  readonly days: ComparedDays;
  readonly seed: number;
  readonly inhabitants: number;
}): Prepared {
  const { days, inhabitants, seed } = options;
  const [then, now] = [toDomainPolicy(options.policy, 0), toDomainPolicy(options.now, 0)];
  checkPeriods(days.from, [now, then]);
  const firstDay = warmUpFrom(days.from, [now, then]);
  const months = (dayNumberOf(days.until) - dayNumberOf(firstDay) + 1) / DAYS_PER_MONTH;
  const records = Math.round((inhabitants / 1_000) * SIGNALS_PER_THOUSAND * months);
  if (records > RECORDS_MAX) {
    throw new CommandRefused([
      `${records} signals are more than the generator makes: fewer days or inhabitants`,
    ]);
  }
  const earlier = { ...now, version: 1, effectiveFrom: firstDay };
  const addresses = generatedAddresses({
    seed,
    records,
    firstDay,
    lastDay: days.until,
    registry: demoRegistry(),
    policy: earlier,
  });
  return {
    whatIf: {
      addresses,
      days,
      earlier: [earlier],
      now,
      then,
      calendar: workingCalendar(dutchPublicHolidays().map(asDay)),
      history: null,
    },
    source: `verzonnen, voor een gemeente met ${dutchNumber(inhabitants)} inwoners (reeks ${seed})`,
    now: nowText(now, options.now),
    caveats: lookupCaveats(options.now, options.policy),
  };
}

function inForce(policies: readonly Policy[], municipality: string, nowMs: number): Policy {
  const found = policyInForce(policies, dayOf(nowMs));
  if (found !== undefined) return found;
  throw new CommandRefused([`${municipality} has no policy in force; --against names one to compare with`]);
}

function nowText({ effectiveFrom, version }: Policy, against: PolicyDocument | null): string {
  const since = `geldig vanaf ${dutchDay(effectiveFrom)}`;
  return against === null ? `beleid versie ${version}, ${since}` : `beleid van ${against.name}, ${since}`;
}

function demoRegistry(): CreditorRegistry {
  const text = readFileSync(join(packageRoot(), 'deploy/creditors/demo.json'), 'utf8');
  const compiled = CreditorRegistry.compile(JSON.parse(text));
  if (!compiled.ok) throw new Error('the registry of invented creditors is invalid');
  return compiled.value;
}
