import { z } from 'zod';

/**
 * Characters that no field may hold: control and format characters (they reorder or hide text in a letter), halves
 * of surrogate pairs and private use characters (PostgreSQL or the fonts refuse them), line and paragraph breaks.
 */
export const SAFE_CHARACTER = '[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]';

/**
 * The bound stands in the pattern: zod counts UTF-16 units and JSON Schema counts code points, but a pattern with
 * the `u` flag counts code points in both. `maxLength` is repeated for readers of the JSON Schema.
 */
function patterned(pattern: string, maxLength: number, description: string): z.ZodString {
  return z.string().regex(new RegExp(pattern, 'u')).meta({ maxLength, description });
}

/** One line of text of 1 to `maxLength` code points with at least one character that is no space. */
export function boundedText(maxLength: number, description: string): z.ZodString {
  return patterned(`^(?=.*\\S)${SAFE_CHARACTER}{1,${maxLength}}$`, maxLength, description);
}

/**
 * One line of text of 1 to `maxLength` code points with at least one Latin letter: a name of a person, street or
 * place. The BRP writes names in Latin script only.
 */
export function boundedName(maxLength: number, description: string): z.ZodString {
  return patterned(`^(?=.*\\p{Script=Latin})${SAFE_CHARACTER}{1,${maxLength}}$`, maxLength, description);
}

/** A string in a closed notation; `pattern` must carry its own anchors and bounds. */
export function notation(pattern: string, maxLength: number, description: string): z.ZodString {
  return patterned(pattern, maxLength, description);
}

/** A real calendar day of 1900 to 2099 (year 0000 and 31 February are none), so that PostgreSQL stores each of them. */
export const DAY_PATTERN =
  '^(?:(?:19|20)[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|' +
  '02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:19(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))-02-29)$';

/** A day in the form YYYY-MM-DD. */
export function day(description: string): z.ZodString {
  return patterned(DAY_PATTERN, 10, description);
}

/** CBS code of a municipality: GM and four digits. */
export const MUNICIPALITY_PATTERN = '^GM[0-9]{4}$';

/** A CBS municipality code, such as GM0505 for Dordrecht. */
export function municipalityCode(description: string): z.ZodString {
  return patterned(MUNICIPALITY_PATTERN, 6, description);
}
