import { FAULTS } from '#contracts';
import { dutchMoment, tellStory } from '#domain';
import { storyFactsOf, type Aftermath, type ExplainedSignal, type OtherRecord } from '#postgres';

/** The story of one signal in Dutch, from stored rows: no names, no reference of a customer. */
export function storyLines(signal: ExplainedSignal, aftermath: Aftermath): readonly string[] {
  return [
    `Signaal ${signal.signal_id} in ${signal.municipality}`,
    ...tellStory(storyFactsOf(signal, aftermath)).flatMap(({ heading, sentences }) => [
      '',
      heading,
      ...sentences.map((sentence) => `  ${sentence}`),
    ]),
    '',
    'Kenmerken voor beheer',
    ...recordLines(signal),
  ];
}

/** What an operator needs to find the rows and the record again. */
function recordLines(signal: ExplainedSignal): readonly string[] {
  const { kafka_offset, log_id, partition } = signal;
  return [
    `  bericht      ${signal.event_id} van ${signal.source}`,
    `  plaats       ${log_id}/${partition}/${kafka_offset}`,
    `  adres        ${signal.address_id}`,
    `  persoon      ${signal.person_id ?? 'onbekend'}, periode vanaf ${signal.period_start}`,
    `  versies      beleid ${signal.policy_version}, vergelijking ${signal.matcher_version}, herziening ${signal.revision}`,
  ];
}

/** What stands above those records. @param signals that were told before them */
export function othersHeading(signals: number): string {
  return signals > 0
    ? 'Andere berichten onder hetzelfde nummer'
    : 'Berichten onder dit nummer; er is geen signaal van opgeslagen';
}

/** Records of the same event that are no signal: withdrawals, repetitions, what was refused. */
export function otherLines(record: OtherRecord): readonly string[] {
  const { kafka_offset, log_id, municipality, partition, receipt } = record;
  const where = municipality === '' ? '' : ` voor ${municipality}`;
  return [
    `  Op ${dutchMoment(receipt.getTime())}${where}: ${otherSentence(record)}`,
    ...(record.faults ?? []).map(
      ({ code, pointer }) => `    ${pointer === '' ? 'het hele bericht' : pointer}: ${faultSentence(code)}`,
    ),
    `    plaats ${log_id}/${partition}/${kafka_offset}`,
  ];
}

function otherSentence({ kind, verdict }: OtherRecord): string {
  if (kind === 'duplicate') return 'hetzelfde bericht kwam nog een keer. Dat verandert niets.';
  if (kind === 'withdrawal')
    return withdrawalSentences[verdict ?? ''] ?? 'een intrekking van de schuldeiser.';
  return quarantineSentences[verdict ?? ''] ?? 'een bericht dat wij niet konden gebruiken.';
}

const withdrawalSentences: Readonly<Record<string, string>> = {
  withdrawn: 'een intrekking van de schuldeiser. Het signaal telt daardoor niet meer mee.',
  kept: 'een intrekking van de schuldeiser. Het signaal telt nog mee, want er was al contact gezocht.',
  nothing: 'een intrekking van de schuldeiser. Die had geen gevolg.',
};

const quarantineSentences: Readonly<Record<string, string>> = {
  refused: 'een bericht dat wij niet konden gebruiken.',
  conflict: 'een bericht met hetzelfde nummer, maar met een andere inhoud. Iemand moet dat bekijken.',
  'not-served': 'een bericht over een gemeente of postcode waarvoor wij niet werken.',
};

function faultSentence(code: string): string {
  return (FAULTS as Readonly<Record<string, string>>)[code] ?? 'Dit gegeven is niet in orde.';
}
