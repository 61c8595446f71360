/**
 * Invented values that stand where a creditor would write of a person. Each is found again wherever it appears: in a log
 * line, a metric, a fault, an answer of health.
 */
export const planted = {
  surnames: ['Kanarievogel', 'Kanárie-Çelik', "D'Kanarie", 'Van den Kanarie 2e'],
  firstNames: ['Kanarina', 'Kanário Łukasz'],
  initials: ['K.A.N.', 'Kana'],
  prefixes: ['van der', 'kanaal'],
  birthDates: ['1957-03-13', '1988-12-31'],
  streets: ['Kanariestraat', "Kanariegracht 't Hof"],
  towns: ['Kanariedorp', 'Sint Kanarie'],
  phones: ['06-4242 9871', '+31 6 4242 9872'],
  emails: ['kanarie.piet@voorbeeld.example', 'x+kanarie@voorbeeld.example'],
  references: ['KANARIE'],
  /** Eight or nine digits that pass the test of a citizen service number; nobody has them. */
  bsns: ['123456782', '111222333'],
} as const;

/** What no line may hold, however it is written: whole values and the stem that all texts share. */
const TRACES = /kan[aá]ri|kan[aá]ryn|1957-03-13|1988-12-31|4242[ .-]?987[12]|123456782|111222333/iu;
/** Bytes are sometimes logged as base64: the stem at each of its three places. */
const PACKED = ['Kanari', 'kanari', 'KANARI'].flatMap((stem) =>
  [0, 1, 2].map((skip) =>
    Buffer.from(`${'x'.repeat(skip)}${stem}`)
      .toString('base64')
      .slice(skip === 0 ? 0 : skip + 1, 6 + skip),
  ),
);

/** The lines that hold something planted; none, if all is well. */
export function linesWithPlanted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => TRACES.test(line.normalize('NFC')) || PACKED.some((packed) => line.includes(packed)));
}
