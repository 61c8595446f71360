/** Letters of a name, capitals among them: what else there is makes us unsure. */
const plainCapitals =
  /^\p{Script=Latin}[\p{Script=Latin}\p{M}]+(?:[ -]\p{Script=Latin}[\p{Script=Latin}\p{M}]+)*$/u;
/** Names that may have a capital within, which nobody can know: McDonald, MacLeod. */
const innerCapital = /^(?:MC|MAC)/;

/**
 * A name as it is written to somebody. Creditors' systems often hold names in capitals only, and a letter to `DE VRIES`
 * reads like a summons. What is in capitals only becomes `De Vries`; whatever leaves a doubt stays as it came, since a name
 * that we spelt wrongly is worse than a loud one.
 */
export function writtenName(name: string): string {
  const letters = name.normalize('NFC');
  if (letters !== letters.toUpperCase() || !plainCapitals.test(letters)) return name;
  const parts = letters.split(/([ -])/);
  if (parts.some((part) => innerCapital.test(part))) return name;
  return parts.map(capitalised).join('');
}

/**
 * Initials or first name, prefix (tussenvoegsel) and surname as a letter has them. A prefix stands in small letters behind
 * initials or a first name (`J. de Graaf`), and begins with a capital where nothing stands before it (`De Graaf`).
 *
 * @param called initials, which stay as they came, or first names; empty when neither is known
 */
export function writtenFullName(called: string, prefix: string, surname: string): string {
  const written = writtenName(surname);
  const isOurs = written !== surname;
  const small = prefix.toLowerCase();
  // A surname in somebody's own spelling keeps its capital; where we made it, its prefix is as small as the field's.
  const rest = isOurs && (called !== '' || small !== '') ? written.replace(prefixAhead, smaller) : written;
  const first = called === '' ? small.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : small;
  return [called, first, rest].filter((part) => part !== '').join(' ');
}

/** Prefixes that stand within the field of the surname, as `writtenName` leaves them; never the whole name. */
const prefixAhead = /^(?:(?:Van|Von|De|Den|Der|Het|Ten|Ter|Te|Op|Aan|In)[ ])+(?=\p{Lu})/u;

function smaller(text: string): string {
  return text.toLowerCase();
}

/** The Dutch IJ is one letter, also as a capital: IJsselstein. */
function capitalised(part: string): string {
  const first = part.startsWith('IJ') ? 2 : 1;
  return part.slice(0, first) + part.slice(first).toLowerCase();
}
