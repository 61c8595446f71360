import {
  caseStateWords,
  channelWords,
  crisisWords,
  directionWords,
  taskFailureWords,
  taskStateWords,
  verdictWords,
  type CasePersonView,
  type CaseView,
  type LetterReleaseView,
  type PreferredLanguageView,
  type RegisterCheckView,
  type readCaseRequest,
} from '#contracts';
import type { PersonId } from '#domain';
import {
  readCase as readCaseRow,
  readCaseAttempts,
  readCasePersons,
  readCaseSignals,
  readCaseTasks,
  isSecretAddress,
  readLatestCheck,
  readLetterRelease,
  readIdentity,
  readPastDecisions,
  readPersonal,
  readPreferredLanguage,
  type CaseAttempt,
  type CaseKey,
  type CaseRecord,
  type CasePersonRecord,
  type CaseSignal,
  type CaseTask,
  type PersonalRow,
} from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk, type Session } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';
import { languageView } from './record-language.js';
import { registerCheckView } from './register-view.js';
import { letterReleaseView } from './release-letter.js';
import { addressView, instant, nameView } from './views.js';

/** Everything about one case: its persons, their signals, attempts and tasks, and why it was decided so. */
export function readCase(
  desk: Desk,
  user: User,
  { path }: Parsed<typeof readCaseRequest>,
): Promise<CaseView | Refusal> {
  return inSession(desk, user, async (session) => {
    const { tx, municipality } = session;
    const key = { municipality, addressId: path.adresId, periodStart: path.periodeStart };
    const found = await readCaseRow(tx, key);
    if (found === undefined) return new Refusal('not-found');
    const signals = await readCaseSignals(tx, key);
    const persons = await readCasePersons(tx, key);
    const personal = new Map<PersonId, PersonalRow | undefined>();
    const views: CasePersonView[] = [];
    const secret = await isSecretAddress(tx, municipality, [found.addressId]);
    for (const person of persons) {
      const { ids } = await readIdentity(tx, municipality, person.personId);
      const row = await readPersonal(tx, { municipality, addressId: found.addressId, ids });
      personal.set(person.personId, row);
      const attempts = await readCaseAttempts(tx, municipality, ids, found.periodStart);
      const tasks = await readCaseTasks(tx, municipality, ids, found.periodStart);
      const own = signals.filter((one) => one.personId === person.personId);
      const looked = { secret, ...(await lookedUp(session, { ...found, ...person }, ids)) };
      views.push(casePersonView(person, row, own, attempts, tasks, looked));
    }
    return {
      adresId: found.addressId,
      periodeStart: found.periodStart,
      periodeEinde: found.periodEnd,
      adres: secret ? null : addressView([...personal.values()].find((row) => row !== undefined)),
      status: caseStateWords.toDutch(found.state),
      opgepakt: found.pickedUp,
      meervoudig: found.multiple,
      opeenvolgend: found.consecutive,
      crisis: found.crisis,
      bereikt: found.reached,
      eindresultaat: found.outcome,
      revisie: found.revision,
      personen: views,
      eerdereBesluiten: await pastDecisions(session, key, persons, signals),
    };
  });
}

function casePersonView(
  person: CasePersonRecord,
  personal: PersonalRow | undefined,
  signals: readonly CaseSignal[],
  attempts: readonly CaseAttempt[],
  tasks: readonly CaseTask[],
  looked: LookedUp,
): CasePersonView {
  return {
    persoonId: person.personId,
    persoon: nameView(personal),
    geboortedatum: personal?.birthDate ?? null,
    telefoonnummer: personal?.phone ?? null,
    emailadres: personal?.email ?? null,
    voorkeurstaal: looked.language,
    status: caseStateWords.toDutch(person.state),
    eindresultaat: person.outcome,
    crisis: person.crisis,
    bereikt: person.reached,
    volgtPeriode: person.ledByPeriodStart,
    aanpak: person.plan,
    volgendeStap: nextStepView(person),
    wachtOp: waitsFor(person, looked),
    geheimAdres: looked.secret,
    registercontrole: looked.check,
    briefvrijgave: looked.release,
    mijlpalen: {
      aanbodGedaanOp: instant(person.offerMadeAt),
      hulpGeaccepteerdOp: instant(person.offerAcceptedAt),
      eersteGesprekOp: instant(person.firstConversationAt),
      geinformeerdOp: instant(person.informedAt),
      geinformeerdDoor: person.informedHow,
    },
    signalen: signals.map(signalView),
    contactpogingen: attempts.map(attemptView),
    taken: tasks.map((task) => ({
      taakId: task.taskId,
      kanaal: channelWords.toDutch(task.channel),
      stap: task.step,
      status: taskStateWords.toDutch(task.state),
      termijn: task.dueOn,
      beeindigdOp: task.finishedOn,
      redenMislukt: failureView(task),
    })),
  };
}

/** A code that this version does not know is shown as other: that it failed must be seen in any case. */
function failureView({ state, result }: CaseTask): CasePersonView['taken'][number]['redenMislukt'] {
  if (state !== 'failed') return null;
  const known = taskFailureWords.ours.find((reason) => reason === result);
  return taskFailureWords.toDutch(known ?? 'other');
}

function nextStepView(person: CasePersonRecord): CasePersonView['volgendeStap'] {
  const { nextStep, nextChannel, nextDueOn } = person;
  if (nextStep === null || nextChannel === null || nextDueOn === null) return null;
  return { stap: nextStep, kanaal: channelWords.toDutch(nextChannel), termijn: nextDueOn };
}

function signalView(signal: CaseSignal): CasePersonView['signalen'][number] {
  return {
    signaalId: signal.signalId,
    signaalpartner: signal.creditor,
    sector: signal.sector,
    ontvangst: instant(signal.receipt),
    bedragInCenten: signal.amountCents,
    ontstaansdatum: signal.arrearsSince,
    crisissignaal: crisisWords.toDutch(signal.crisis),
    warmeOverdracht: signal.warmHandover,
    besluit: {
      oordeel: verdictWords.toDutch(signal.verdict),
      regel: signal.rule,
      beleidsversie: signal.policyVersion,
      op: instant(signal.decidedAt),
      revisie: signal.revision,
      invoer: signal.inputs,
    },
  };
}

function attemptView(attempt: CaseAttempt): CasePersonView['contactpogingen'][number] {
  return {
    contactpogingId: attempt.attemptId,
    taakId: attempt.taskId,
    soort: attempt.kind,
    richting: directionWords.toDutch(attempt.direction),
    bereikt: attempt.reached,
    datum: attempt.day,
    dagdeel: attempt.partOfDay,
    door: attempt.recordedBy,
    notitie: attempt.note,
  };
}

/** What is known of a person beside the signals: what registers said, what follows for letters, what the resident asked for. */
interface LookedUp {
  /** Of the address: whoever else lives there would give it away. */
  readonly secret: boolean;
  readonly check: RegisterCheckView | null;
  readonly release: LetterReleaseView | null;
  readonly language: PreferredLanguageView | null;
}

async function lookedUp(
  { tx, municipality, nowMs }: Session,
  of: Pick<CasePersonRecord, 'personId'> & Pick<CaseRecord, 'addressId' | 'periodStart'>,
  ids: readonly PersonId[],
): Promise<Omit<LookedUp, 'secret'>> {
  const { addressId, personId, periodStart } = of;
  const check = await readLatestCheck(tx, { municipality, ids, addressId });
  const release = await readLetterRelease(tx, { municipality, personId, periodStart });
  const language = await readPreferredLanguage(tx, { municipality, personId, ids });
  return {
    check: registerCheckView(check, nowMs),
    release: release === undefined ? null : letterReleaseView(release),
    language: language === undefined ? null : languageView(language),
  };
}

/** Why there is no next step, or what the next step waits for. */
function waitsFor(person: CasePersonRecord, { secret, check, release }: LookedUp): string | null {
  if (person.hold !== null) return person.hold;
  if (check?.status === 'wacht') return 'register-check';
  const kept = secret && person.nextChannel === 'letters' && (release?.vrijgegevenDoor ?? null) === null;
  return kept ? 'letter-release' : null;
}

/** Intake stores a superseded decision under the key of its subject, the parts joined by spaces. */
async function pastDecisions(
  { tx, municipality }: Session,
  key: CaseKey,
  persons: readonly CasePersonRecord[],
  signals: readonly CaseSignal[],
): Promise<CaseView['eerdereBesluiten']> {
  const { addressId, periodStart } = key;
  const past = await readPastDecisions(tx, municipality, [
    { subject: 'case', subjectId: `${addressId} ${periodStart}` },
    ...persons.map(({ personId }) => ({
      subject: 'case-person' as const,
      subjectId: `${personId} ${periodStart} ${addressId}`,
    })),
    ...signals.map(({ signalId }) => ({ subject: 'signal' as const, subjectId: signalId })),
  ]);
  return past.map((one) => ({
    onderwerp: one.subject,
    onderwerpId: one.subjectId,
    revisie: one.revision,
    vervangenOp: instant(one.supersededAt),
    inhoud: one.content,
  }));
}
