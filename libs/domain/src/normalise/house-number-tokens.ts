/** Floors as creditors write them on the Amsterdam pattern; higher ones are written in digits. */
const floorNumerals: Readonly<Record<string, string>> = {
  I: '1',
  II: '2',
  III: '3',
  IV: '4',
  V: '5',
  VI: '6',
  VII: '7',
  VIII: '8',
  IX: '9',
  X: '10',
};

/** Words that say no more than that the number before them is a floor. */
const floorWords: ReadonlySet<string> = new Set(['HOOG', 'ETAGE', 'ET', 'VERDIEPING', 'VERD']);
const ordinalEndings: ReadonlySet<string> = new Set(['E', 'DE', 'STE']);

/** Other spellings of one addition. BS is how the BAG writes bis. */
const synonyms: Readonly<Record<string, string>> = { HUIS: 'HS', BS: 'BIS', ROOD: 'RD', ZWART: 'ZW' };

/** Words that are written glued to a floor: "Ihoog", "1ehoog" (the digits are cut off before). */
const GLUED_FLOOR = /^(I{1,3}|IV|VI{0,3}|IX|X|E|DE|STE)(HOOG|ETAGE|VERDIEPING)$/;
const GLUED_BIS = /^(BIS|BS)([A-Z])$/;

/** Capital letters and digits of a text, cut at everything else and between letters and digits. */
export function splitTokens(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase();
  return plain.match(/[A-Z]+|[0-9]+/g) ?? [];
}

/**
 * The tokens in their one spelling. Normalising the result again changes nothing.
 *
 * @param attached the first token directly follows the number, so that a lone I, V or X is a house letter
 */
export function normaliseTokens(tokens: readonly string[], attached: boolean): readonly string[] {
  const done: string[] = [];
  tokens.flatMap(unglue).forEach((token, position, all) => {
    if (floorWords.has(token) && dropOrdinal(done)) return;
    const isFloor = floorWords.has(all[position + 1] ?? '');
    const staysLetter = attached && position === 0 && token.length === 1 && !isFloor;
    done.push(staysLetter ? token : canonicalToken(token));
  });
  return done;
}

/** True if the tokens end in a floor number; its ordinal ending ("1e", "2de") is taken off. */
function dropOrdinal(done: string[]): boolean {
  const last = done.at(-1);
  if (last === undefined) return false;
  if (isDigits(last)) return true;
  const before = done.at(-2);
  if (!ordinalEndings.has(last) || before === undefined || !isDigits(before)) return false;
  done.pop();
  return true;
}

function unglue(token: string): readonly string[] {
  const glued = GLUED_FLOOR.exec(token) ?? GLUED_BIS.exec(token);
  return glued === null ? [token] : glued.slice(1);
}

function canonicalToken(token: string): string {
  if (isDigits(token)) return token.replace(/^0+(?=\d)/, '');
  return floorNumerals[token] ?? synonyms[token] ?? token;
}

function isDigits(token: string): boolean {
  return /^\d+$/.test(token);
}
