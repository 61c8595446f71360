import {
  asDay,
  type ApproachPlan,
  type CrisisKind as DomainCrisisKind,
  type Day,
  type Executor,
  type LegalForm,
  type MunicipalityCode,
  type Policy,
} from '#domain';
import type { ServedMunicipality } from './door/verdict.js';
import type { PolicyDocument } from './policy-document.js';
import type { CrisisKind, PersonKind, SignalData } from './signal-data.js';

const CRISIS: Readonly<Record<CrisisKind, DomainCrisisKind>> = {
  geen: 'none',
  uithuiszetting: 'eviction',
  eindeLeveringEnergie: 'end-of-energy-supply',
  afsluitingWater: 'water',
  royementZorgverzekering: 'insurance',
};

const LEGAL_FORM: Readonly<Record<PersonKind, LegalForm>> = {
  natuurlijkPersoon: 'natural-person',
  eenmanszaak: 'eenmanszaak',
  vof: 'vof',
  cv: 'cv',
  maatschap: 'maatschap',
  rechtspersoon: 'legal-person',
};

/** The crisis of a signal in the words of the domain, with the last day of supply where the creditor gave one. */
export function toDomainCrisis(data: Pick<SignalData, 'crisissignaal'>): {
  crisis: DomainCrisisKind;
  crisisEnd: Day | null;
} {
  const { crisissignaal } = data;
  const crisisEnd =
    crisissignaal.soort === 'eindeLeveringEnergie' ? asDay(crisissignaal.einddatumLevering) : null;
  return { crisis: CRISIS[crisissignaal.soort], crisisEnd };
}

/** The legal form of who owes, in the words of the domain. */
export function toLegalForm(data: Pick<SignalData, 'soortPersoon'>): LegalForm {
  return LEGAL_FORM[data.soortPersoon];
}

/** The pure policy that the decisions use, out of a parsed document. */
export function toDomainPolicy(document: PolicyDocument, version: number): Policy {
  const { arrearsAgeDays, matchingPeriod } = document;
  return {
    municipality: document.municipality as MunicipalityCode,
    version,
    effectiveFrom: asDay(document.effectiveFrom),
    thresholdCents: document.thresholds.defaultCents,
    thresholdCentsBySector: document.thresholds.bySectorCents ?? {},
    arrearsAgeDays: Object.fromEntries(
      Object.entries(arrearsAgeDays).map(([sector, { min, max }]) => [sector, { min, max: max ?? null }]),
    ),
    repeatWindowDays: document.repeatWindowDays,
    lookBackMonths: document.lookBackMonths,
    matchingPeriod:
      matchingPeriod === 'calendar-month'
        ? { kind: 'calendar-month' }
        : { kind: 'from-day', day: matchingPeriod.startDay },
    firstAttemptWorkingDays: document.firstAttemptWorkingDays,
    closeAfterWorkingDays: document.closeAfterWorkingDays,
    conversationTerms: document.conversationTerms,
    exclusions: document.exclusions.map((exclusion) => ({ ...exclusion, when: given(exclusion.when) })),
    capacityPerWeek: document.capacityPerWeek,
    plans: document.plans.map(toApproachPlan),
    executors: document.executors as Readonly<Record<keyof PolicyDocument['executors'], Executor>>,
    feedbackProjection: document.feedbackProjection,
  };
}

function toApproachPlan({ name, reason, steps, when }: PolicyDocument['plans'][number]): ApproachPlan {
  return {
    name,
    reason,
    when: given(when),
    steps: steps.map((step) => ({ ...step, partOfDay: step.partOfDay ?? null })),
  };
}

/** The conditions that were written; one that is absent always holds. */
function given<T extends object>(when: T): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(when).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

/** What the door needs of a municipality, out of its document. */
export function toServedMunicipality(document: PolicyDocument): ServedMunicipality {
  return {
    postcodeRanges: document.postcodeRanges,
    landlordStatementSectors: document.statementRequiredFor,
    identifiedMonths: document.retention.identifiedMonths,
  };
}
