import { dayOf } from '#domain';
import type { Aftermath, ExplainedCasePerson, ExplainedSignal, OtherRecord, SupersededRow } from '#postgres';

const verdictWords: Readonly<Record<string, string>> = {
  accepted: 'opgepakt',
  repeated: 'herhaalde melding',
  unjustified: 'onterecht signaal',
  'not-resident': 'geen inwoner (meer)',
  deceased: 'overleden',
  known: 'al bekend bij hulp',
  'not-picked-up': 'niet opgepakt',
  review: 'te beoordelen door een medewerker',
  withdrawn: 'ingetrokken',
  refused: 'geweigerd',
  conflict: 'zelfde id met andere inhoud',
  'not-served': 'gemeente of postcode wordt hier niet bediend',
  'under-consideration': 'toch in behandeling',
};

const ruleWords: Readonly<Record<string, string>> = {
  'legal-person': 'de schuld is van een rechtspersoon',
  'looks-like-legal-person': 'de achternaam lijkt op die van een bedrijf',
  'crisis-on-legal-person': 'een crisis bij een rechtspersoon',
  'same-crisis-again': 'dezelfde crisis was al opgepakt',
  'same-arrears-not-higher': 'dezelfde achterstand was al opgepakt en is niet hoger',
  'not-above-threshold': 'het bedrag ligt niet boven de drempel',
  'arrears-too-young': 'de achterstand is te jong',
  'arrears-too-old': 'de achterstand is te oud',
  'crisis-first': 'een crisis gaat voor',
  'new-warm-handover': 'een warme overdracht die er nog niet was',
  'amount-risen': 'dezelfde achterstand is hoger geworden',
  'picked-up': 'niets staat het oppakken in de weg',
  'withdrawn-by-creditor': 'de schuldeiser heeft het signaal ingetrokken',
  'withdrawn-before-signal': 'de intrekking was er al voor het signaal',
  'register-answer': 'een antwoord uit het register',
  'help-known': 'er loopt al hulp',
  'closed-as-not-picked-up': 'een medewerker heeft de zaak als niet opgepakt afgesloten',
};

const holdWords: Readonly<Record<string, string>> = {
  review: 'een medewerker moet eerst beoordelen',
  'help-known': 'er loopt al hulp',
  closed: 'de zaak is afgesloten',
  reached: 'de inwoner is bereikt',
  withdrawn: 'het signaal is ingetrokken',
  follows: 'een eerdere periode leidt de aanpak',
  'do-not-approach': 'niet benaderen',
  'task-open': 'er staat een taak open',
  'plan-done': 'alle stappen zijn gedaan',
};

const worded = (words: Readonly<Record<string, string>>, code: string): string =>
  words[code] === undefined ? code : `${words[code]} (${code})`;

/** The story of one signal in Dutch, from stored rows: ids, no names, no reference of a customer. */
export function storyOf(signal: ExplainedSignal, aftermath: Aftermath): readonly string[] {
  return [
    `Signaal ${signal.signal_id} in ${signal.municipality}`,
    ...receivedLines(signal),
    ...decidedLines(signal),
    ...historyLines(aftermath.history),
    ...casePersonLines(aftermath.casePerson),
    ...approachLines(aftermath),
    ...feedbackLines(aftermath),
  ];
}

function receivedLines(signal: ExplainedSignal): readonly string[] {
  return [
    `  ontvangen   ${momentOf(signal.receipt)} van ${signal.creditor_id} (${signal.sector}), op ${signal.topic}, plaats ${signal.log_id}/${signal.partition}/${signal.kafka_offset}`,
    `  bericht     ${signal.source}, id ${signal.event_id}`,
    `  achterstand ${euros(signal.amount_cents)} sinds ${signal.arrears_since}, crisis: ${signal.crisis}`,
    `  adres       ${signal.address_id}`,
    `  persoon     ${signal.person_id}, periode vanaf ${signal.period_start}`,
  ];
}

function decidedLines(signal: ExplainedSignal): readonly string[] {
  const lines = [
    `  besluit     ${worded(verdictWords, signal.verdict)} omdat: ${worded(ruleWords, signal.rule)}`,
    `              beleid versie ${signal.policy_version}, vergelijking versie ${signal.matcher_version}, herziening ${signal.revision}, besloten op ${momentOf(signal.decided_at)}`,
    `              vergeleken: ${inputsText(signal.judged_inputs)}`,
  ];
  if (signal.judged_verdict !== signal.verdict) {
    lines.push(
      `              op eigen inhoud: ${worded(verdictWords, signal.judged_verdict)} omdat: ${worded(ruleWords, signal.judged_rule)}`,
    );
  }
  if (signal.withdrawn_after_attempt)
    lines.push('              ingetrokken na een contactpoging: het blijft opgepakt');
  return lines;
}

function inputsText(inputs: ExplainedSignal['judged_inputs']): string {
  const parts = Object.entries(inputs).map(([name, value]) =>
    name.endsWith('Cents') && typeof value === 'number'
      ? `${name} ${euros(value)}`
      : `${name} ${value ?? '-'}`,
  );
  return parts.length === 0 ? 'niets' : parts.join(', ');
}

function historyLines(history: readonly SupersededRow[]): readonly string[] {
  return history.map(({ content, revision, subject, superseded_at }) => {
    const said =
      subject === 'signal'
        ? `${worded(verdictWords, text(content['verdict']))} omdat: ${worded(ruleWords, text(content['rule']))}`
        : `${text(content['state'])}, uitkomst ${text(content['outcome'])}, plan ${text(content['plan'])}`;
    const what = subject === 'signal' ? 'signaal' : 'persoon in de zaak';
    return `  eerder      ${what}, herziening ${revision}: ${said}; vervangen op ${momentOf(superseded_at)}`;
  });
}

function casePersonLines(one: ExplainedCasePerson | null): readonly string[] {
  if (one === null) return ['  zaak        geen'];
  const closed = one.state === 'closed' ? `, ${one.outcome ?? '-'} op ${one.closed_on ?? '-'}` : '';
  const led = one.led_by_period_start === null ? '' : `, volgt de periode vanaf ${one.led_by_period_start}`;
  const next =
    one.next_step === null
      ? `wacht: ${worded(holdWords, one.hold ?? '-')}`
      : `volgende stap ${one.next_step} (${one.next_channel ?? '-'}) op ${one.next_due_on ?? '-'}`;
  return [
    `  zaak        ${one.state}${closed}${led}; bereikt: ${one.reached ? 'ja' : 'nee'}, pogingen: ${one.attempts}, herziening ${one.revision}`,
    `  plan        ${one.plan ?? 'geen'} (beleid versie ${one.policy_version}); ${next}`,
  ];
}

function approachLines({ attempts, tasks }: Aftermath): readonly string[] {
  return [
    ...tasks.map(
      (task) =>
        `  taak        ${task.step} (${task.channel}, ${task.executor}), gepland op ${task.due_on}: ${task.state}` +
        (task.finished_on === null ? '' : ` op ${task.finished_on}`) +
        (task.result === null ? '' : `, ${task.result}`),
    ),
    ...attempts.map(
      ({ day, direction, kind, part_of_day, reached }) =>
        `  poging      ${day} ${part_of_day}: ${kind}, ${direction === 'incoming' ? 'inkomend' : 'uitgaand'}, ${reached ? 'bereikt' : 'niet bereikt'}`,
    ),
  ];
}

function feedbackLines({ feedback }: Aftermath): readonly string[] {
  if (feedback.length === 0) return ['  schuldeiser heeft niets gehoord'];
  return feedback.map(
    ({ created_at, message, replaces, revision, state }) =>
      `  schuldeiser hoort ${worded(verdictWords, message)}, nummer ${revision}, ${momentOf(created_at)}` +
      (replaces === null ? '' : ', in plaats van een eerdere terugkoppeling') +
      (state === 'sent' ? '' : ' (nog niet verzonden)'),
  );
}

const otherWords: Readonly<Record<OtherRecord['kind'], string>> = {
  withdrawal: 'intrekking',
  duplicate: 'dubbel    ',
  quarantine: 'quarantaine',
};

/** Records of the same event that are no signal: withdrawals, repetitions, what was refused. */
export function otherLine(record: OtherRecord): string {
  const { kafka_offset, kind, log_id, municipality, partition, receipt } = record;
  const verdict = record.verdict === null ? '' : `, ${worded(verdictWords, record.verdict)}`;
  const faults = (record.faults ?? []).map(({ code, pointer }) => `${pointer}:${code}`).join(' ');
  return (
    `  ${otherWords[kind]}  ${momentOf(receipt)}, ${municipality === '' ? 'zonder gemeente' : municipality}, ` +
    `plaats ${log_id}/${partition}/${kafka_offset}${verdict}${record.reason === null ? '' : `, ${record.reason}`}` +
    (faults === '' ? '' : `: ${faults}`)
  );
}

function momentOf(instant: Date): string {
  const time = instant.toLocaleTimeString('nl-NL', {
    timeZone: 'Europe/Amsterdam',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${dayOf(instant.getTime())} ${time}`;
}

function euros(cents: number): string {
  return `€ ${Math.trunc(cents / 100)},${`${Math.abs(cents) % 100}`.padStart(2, '0')}`;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '-';
}
