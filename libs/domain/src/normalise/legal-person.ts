import { foldText } from './fold-text.js';

/** Words of legal persons. VOF, CV, maatschap and eenmanszaak are natural persons to the law and are not among them. */
const legalPersonWords: ReadonlySet<string> = new Set([
  'bv',
  'nv',
  'stichting',
  'vereniging',
  'cooperatie',
  'cooperatief',
  'cooperatieve',
  'vve',
  'holding',
  'vennootschap',
  'kerkgenootschap',
  'ltd',
  'gmbh',
]);

/**
 * True if a surname holds a whole word that legal persons bear: "Bakkerij Jansen B.V.", "Stichting Morgen", "V.v.E.
 * Zonzicht"; "Verenigingstraat" and "Bvoort" do not. A person looks before anything is refused (domain, rule 4).
 */
export function looksLikeLegalPerson(surname: string): boolean {
  const words = foldText(surname).split(/[ -]/);
  // Single letters in a row are an abbreviation with dots: "b v" is bv, "v v e" is vve.
  let letters = '';
  for (const word of [...words, '']) {
    if (word.length === 1) {
      letters += word;
      continue;
    }
    if (legalPersonWords.has(letters) || legalPersonWords.has(word)) return true;
    letters = '';
  }
  return false;
}
