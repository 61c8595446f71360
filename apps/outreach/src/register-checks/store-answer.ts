import { randomUUID } from 'node:crypto';

import {
  addMonths,
  answerOf,
  dayOf,
  normaliserVersion,
  type AddressId,
  type Day,
  type SignalId,
} from '#domain';
import { derivedId } from '#platform';
import {
  assignSignal,
  endCheck,
  ensureAddress,
  forgetBsn,
  insertHandOvers,
  insertRegisterAnswer,
  lockAddressesOf,
  lockOpenCheck,
  noteSecretAddress,
  noteUsesAnswered,
  readAnsweredSignals,
  storeBsn,
  touchAddress,
  type AnsweredSignal,
  type CheckVersion,
  type MunicipalDatabase,
  type OpenCheck,
  type Transaction,
} from '#postgres';
import { registerAddressText, type BsnVault } from '#registers';

import type { Checked, CheckResult } from './check-resident.js';

/** As long as the look-back: what belongs to nobody's signal any more has no reason to stay. */
const keptMonths = 6;

interface Answer {
  readonly check: CheckVersion;
  readonly open: OpenCheck;
  readonly checked: Checked;
  readonly nowMs: number;
}

/**
 * Stores what was answered, in one transaction: the facts that the fold reads, what the next check needs, and that it
 * was asked. Whatever changes for the approach is the fold's to derive.
 */
export function storeAnswer(
  by: { readonly database: MunicipalDatabase; readonly vault: BsnVault },
  answer: Answer,
): Promise<CheckResult> {
  const { check, open, checked, nowMs } = answer;
  const { municipality } = check;
  return by.database.withMunicipality(municipality, async (tx) => {
    if (!(await lockOpenCheck(tx, check))) return 'not-ours';
    const signals = await readAnsweredSignals(tx, { municipality, ...open });
    await noteAnswers(tx, answer);
    await keepPerson(tx, by.vault, answer, keptUntil(signals, dayOf(nowMs)));
    if (checked.outcome === 'moved-within') await moveSignals(tx, answer, keptUntil(signals, dayOf(nowMs)));
    else await recordAnswers(tx, answer, signals);
    await passOn(tx, answer);
    await endCheck(tx, check, {
      state: 'answered',
      outcome: checked.outcome,
      fault: null,
      inDoubt: checked.finding?.person?.inDoubt ?? false,
      nowMs,
    });
    return checked.outcome;
  });
}

function keptUntil(signals: readonly AnsweredSignal[], today: Day): Day {
  const days = signals.flatMap(({ destroyAfter }) => (destroyAfter === null ? [] : [destroyAfter]));
  return days.sort().at(-1) ?? addMonths(today, keptMonths);
}

async function recordAnswers(
  tx: Transaction,
  { check, open, checked, nowMs }: Answer,
  signals: readonly AnsweredSignal[],
): Promise<void> {
  const { municipality } = check;
  let firstReceiptMs: number | null = null;
  for (const signal of signals) {
    const answer = answerOf(checked.outcome, signal);
    if (answer === null) continue;
    await insertRegisterAnswer(tx, {
      municipality,
      answerId: randomUUID(),
      signalId: signal.signalId,
      answer,
      answeredAtMs: nowMs,
      source: `check:${check.checkId}`,
    });
    firstReceiptMs ??= signal.receipt.getTime();
  }
  if (firstReceiptMs === null) return;
  await touchAddress(tx, {
    municipality,
    addressId: open.addressId,
    fromReceiptMs: firstReceiptMs,
    reason: 'register-answer',
  });
}

/** The resident is picked up at the new address (rule 5): his signals move there, and he stays who he is. */
async function moveSignals(
  tx: Transaction,
  { check, open, checked, nowMs }: Answer,
  destroyAfter: Day,
): Promise<void> {
  const { municipality } = check;
  const movedTo = checked.finding?.movedTo ?? null;
  const alias = movedTo === null ? null : registerAddressText(movedTo);
  if (alias === null) return;
  const to = await ensureAddress(tx, {
    municipality,
    addressId: derivedId('address', municipality, alias),
    alias,
    normaliserVersion,
    destroyAfter,
  });
  if (to === open.addressId) return;
  const both: readonly AddressId[] = [open.addressId, to].sort();
  await lockAddressesOf(tx, municipality, both);
  // Read under the lock: somebody may have moved a signal meanwhile.
  const signals = await readAnsweredSignals(tx, { municipality, ...open });
  const moving = signals.filter(({ verdict }) => verdict === 'accepted' || verdict === 'review');
  const [first] = moving;
  if (first === undefined) return;
  for (const { signalId } of moving) {
    await assignSignal(tx, {
      municipality,
      signalId: signalId as SignalId,
      from: open.addressId,
      to,
      keepsPerson: true,
      assignedAtMs: nowMs,
      assignedBy: `check:${check.checkId}`,
      reason: 'register',
    });
  }
  for (const addressId of both) {
    await touchAddress(tx, {
      municipality,
      addressId,
      fromReceiptMs: first.receipt.getTime(),
      reason: 'signal-moved',
    });
  }
}

/** Whoever is helped already is told to the helper; whoever lives elsewhere, to that municipality (rules 5 and 6). */
async function passOn(tx: Transaction, { check, open, checked, nowMs }: Answer): Promise<void> {
  const { finding, help, outcome } = checked;
  const to = {
    municipality: check.municipality,
    personId: open.personId,
    addressId: open.addressId,
    madeAtMs: nowMs,
    checkId: check.checkId,
  };
  if (help !== null) {
    const kind = help.kind === 'known-at-debt-help' ? 'debt-help' : 'other-trajectory';
    await insertHandOvers(tx, { ...to, kind, addressee: help.helper });
  }
  const elsewhere = finding?.registeredIn ?? null;
  // Gone abroad: the last municipality here is no place to pass anything on to.
  if (outcome === 'not-resident' && elsewhere !== null && elsewhere !== check.municipality)
    await insertHandOvers(tx, { ...to, kind: 'other-municipality', addressee: elsewhere });
}

/** What the next check needs, and what everybody must know who writes to the resident. */
async function keepPerson(
  tx: Transaction,
  vault: BsnVault,
  { check, open, checked, nowMs }: Answer,
  destroyAfter: Day,
): Promise<void> {
  const person = checked.finding?.person ?? null;
  if (person === null) return;
  const subject = { municipality: check.municipality, personId: open.personId };
  await noteSecretAddress(tx, { ...subject, secret: person.secret, nowMs, destroyAfter });
  const gone = checked.outcome === 'deceased' || checked.outcome === 'not-resident';
  if (gone || person.bsn === null) await forgetBsn(tx, subject.municipality, subject.personId);
  else await storeBsn(tx, { ...subject, ...vault.seal(person.bsn, subject), seenAtMs: nowMs, destroyAfter });
}

async function noteAnswers(tx: Transaction, { check, checked }: Answer): Promise<void> {
  const { municipality } = check;
  const { finding, help, helpUses, registerUses } = checked;
  const nobody = finding === null || ['nobody-found', 'several-found'].includes(finding.residency);
  await noteUsesAnswered(tx, { municipality, useIds: registerUses, found: nobody ? 0 : 1 });
  await noteUsesAnswered(tx, { municipality, useIds: helpUses, found: help === null ? 0 : 1 });
}
