import { fieldWord } from './match-words.js';
import type { ComparedField } from './story-facts.js';

/**
 * That one resident was found in the register that the municipality holds, and how what the creditor wrote compares with
 * him. Only of the one whom the signal is about: whoever else was compared lives behind the same front door.
 */
export function registerSentences(fields: readonly ComparedField[]): readonly string[] {
  return [
    'In het register van de gemeente past één inwoner bij het signaal.',
    ...listed('Wat gelijk is', fields, (level) => level === 'exact'),
    ...listed('Wat op elkaar lijkt', fields, (level) => level !== 'exact' && level !== 'different'),
    ...listed('Wat anders is', fields, (level) => level === 'different'),
  ];
}

function listed(
  heading: string,
  fields: readonly ComparedField[],
  belongs: (level: string) => boolean,
): readonly string[] {
  const words = fields.filter(({ level }) => belongs(level)).map(({ field }) => fieldWord(field));
  if (words.length === 0) return [];
  const last = words.slice(-1).join('');
  return [`${heading}: ${words.length === 1 ? last : `${words.slice(0, -1).join(', ')} en ${last}`}.`];
}
