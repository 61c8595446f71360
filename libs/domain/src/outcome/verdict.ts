import type { Outcome } from './outcome.js';

/** What was decided of one received record; the first rule that applies decides (domain, rules 1 to 8). */
export const verdicts = [
  'refused',
  'duplicate',
  'conflict',
  'repeated',
  'unjustified',
  'not-served',
  'not-resident',
  'deceased',
  'known',
  'not-picked-up',
  'review',
  'withdrawn',
  'accepted',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Status of a signal as delivered nationally, spelled as DDAS v1.2 does (`EnumSignaalstatus`). */
export const signalStatuses = [
  'Inwoner al bekend bij schuldhulpverlening',
  'Inwoner is overleden',
  'Niet opgepakt: andere reden',
  'Niet opgepakt: herhaalde melding',
  'Niet opgepakt: onterecht signaal',
  'Nog niet opgepakt',
  'Opgepakt',
  'Persoon is geen inwoner (meer) in de gemeente',
] as const;
export type SignalStatus = (typeof signalStatuses)[number];

/**
 * The national status of a signal with this verdict; null where there is no signal to deliver: a refused,
 * doubled, conflicting or not served record belongs to no case. DDAS has one status for whoever is helped
 * already, so `known` stands for debt help and for another trajectory alike; the outcome tells them apart.
 */
export const signalStatusOfVerdict: Readonly<Record<Verdict, SignalStatus | null>> = {
  refused: null,
  duplicate: null,
  conflict: null,
  'not-served': null,
  repeated: 'Niet opgepakt: herhaalde melding',
  unjustified: 'Niet opgepakt: onterecht signaal',
  'not-resident': 'Persoon is geen inwoner (meer) in de gemeente',
  deceased: 'Inwoner is overleden',
  known: 'Inwoner al bekend bij schuldhulpverlening',
  'not-picked-up': 'Niet opgepakt: andere reden',
  review: 'Nog niet opgepakt',
  withdrawn: 'Niet opgepakt: andere reden',
  accepted: 'Opgepakt',
};

/**
 * The outcome that a verdict settles by itself, without an approach; null where the outcome comes later (accepted,
 * known: after the helper's contact; review: after a person looked) or where there is no signal at all.
 */
export const outcomeOfVerdict: Readonly<Record<Verdict, Outcome | null>> = {
  refused: null,
  duplicate: null,
  conflict: null,
  'not-served': null,
  repeated: 'Niet opgepakt: herhaalde melding',
  unjustified: 'Niet opgepakt: onterecht signaal',
  'not-resident': 'Persoon is geen inwoner (meer) in de gemeente',
  deceased: 'Inwoner is overleden',
  known: null,
  'not-picked-up': 'Niet opgepakt: andere reden',
  review: null,
  withdrawn: 'Niet opgepakt: andere reden',
  accepted: null,
};

/** Only an accepted signal is picked up (`opgepakt`). */
export function isPickedUp(verdict: Verdict): boolean {
  return verdict === 'accepted';
}

/** A signal belongs to a case unless it is refused, a duplicate, a conflict or not served. */
export function belongsToCase(verdict: Verdict): boolean {
  return signalStatusOfVerdict[verdict] !== null;
}
