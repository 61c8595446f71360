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

/** The prefix of a surname (tussenvoegsel) stands in small letters behind initials: `J. van der Berg`. */
export function writtenPrefix(prefix: string): string {
  return prefix === prefix.toUpperCase() ? prefix.toLowerCase() : prefix;
}

/** The Dutch IJ is one letter, also as a capital: IJsselstein. */
function capitalised(part: string): string {
  const first = part.startsWith('IJ') ? 2 : 1;
  return part.slice(0, first) + part.slice(first).toLowerCase();
}
