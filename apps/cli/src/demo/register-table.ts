import { addressText, parseHouseNumber, parsePostcode } from '#domain';
import { derivedId } from '#platform';
import type { AnswerOfRegister } from '#postgres';
import type { TownResident } from '#generator';

/** By signal id; null: about nobody of the register. */
export type Truths = ReadonlyMap<string, TownResident | null>;

/** The answers of a register as lines, the last of them how one of them is explained. */
export function registerLines(
  municipality: string,
  answers: readonly AnswerOfRegister[],
  truths: Truths,
): readonly string[] {
  const count = (wanted: (one: AnswerOfRegister) => boolean): number => answers.filter(wanted).length;
  const found = count(isFound);
  const rows: readonly (readonly [string, number])[] = [
    ['found at the address', count((one) => one.answer === 'resident' && !one.moved)],
    ['found elsewhere in the municipality (moved)', count((one) => one.answer === 'resident' && one.moved)],
    ['not a resident any more (vertrokken)', count((one) => one.answer === 'not-resident')],
    ['deceased (overleden)', count((one) => one.answer === 'deceased')],
    ['nobody found: into the tray (beoordeling)', count((one) => one.answer === 'nobody-found')],
    ['several found: into the tray (beoordeling)', count((one) => one.answer === 'several-found')],
    ['not looked up', truths.size - count((one) => one.answer !== null)],
  ];
  const shown = rows.filter(([label, number]) => label !== 'not looked up' || number > 0);
  const width = Math.max(...shown.map(([label]) => label.length));
  const wrong = wronglyFound(municipality, answers, truths);
  const example = answers.find((one) => one.answer === 'resident' && one.moved) ?? answers.find(isFound);
  return [
    ...shown.map(([label, number]) => `${label.padEnd(width)}  ${String(number).padStart(4)}`),
    `wrongly found: ${wrong} of ${found}, by what the generator knows: another address, or two people taken for one`,
    ...(example === undefined
      ? []
      : [`how one of them is explained: bin/eropaf explain ${example.signal_id}`]),
  ];
}

function isFound({ answer }: AnswerOfRegister): boolean {
  return answer === 'resident' || answer === 'not-resident' || answer === 'deceased';
}

/**
 * Signals of which somebody was found who is not the one. The operator may read to which address and to which person
 * a signal went, and not whom of the register it was: so a wrong one of a household shows where it is taken for another
 * whom a signal is about too.
 */
export function wronglyFound(
  municipality: string,
  answers: readonly AnswerOfRegister[],
  truths: Truths,
): number {
  const residentOfPerson = new Map<string, string>();
  return answers.filter((one) => {
    if (!isFound(one)) return false;
    const truth = truths.get(one.signal_id) ?? null;
    if (truth === null) return true;
    if (one.answer === 'not-resident') return truth.registration !== 'left';
    if (one.answer === 'deceased') return truth.registration !== 'deceased';
    if (truth.registration !== 'resident') return true;
    if (one.address_id !== addressIdOf(municipality, truth.house)) return true;
    if (one.person_id === null) return false;
    const before = residentOfPerson.get(one.person_id) ?? truth.id;
    residentOfPerson.set(one.person_id, before);
    return before !== truth.id;
  }).length;
}

/** The id that the intake gives to an address: of the one text that its spellings share. */
function addressIdOf(municipality: string, house: TownResident['house']): string {
  const { addition, letter, number } = house;
  const postcode = parsePostcode(house.postcode);
  const houseNumber = parseHouseNumber({
    number: String(number),
    letter: letter ?? undefined,
    addition: addition ?? undefined,
  });
  if (!postcode.ok || !houseNumber.ok) throw new Error('the generator made no address');
  return derivedId('address', municipality, addressText(postcode.value, houseNumber.value));
}
