/** How long a field that says something about a person is kept with that person. */
export const RETENTION_TERMS = {
  'not-stored': 'Not stored: judged at the door and left in the topic only.',
  personal:
    'Side table with `destroy after`: until the look-back of 6 months after the case has ended; with help accepted until the hand-over and 6 months.',
  anonymised:
    'Stays for figures when the personal side is destroyed; it then belongs to nobody who can be identified.',
  key: 'Outlives anonymisation: only with it can a repeated message be recognised.',
  queue: 'Completed jobs an hour, failed ones a week; Redis holds nothing else.',
} as const;
export type RetentionTerm = keyof typeof RETENTION_TERMS;

/** Why the municipality may process the field. */
export const GROUNDS = {
  identify: 'Wgs 3(1)(b) and 8a: to know which resident the signal is about',
  reach: 'Wgs 3(1)(b) and 8a: to offer help to the resident',
  weigh: 'Wgs 3(1)(b) and 8a, policy plan: to decide whether and how soon help is offered',
  account: 'Wgs 8a: to tell the creditor what became of its signal',
  lawful: 'Bgs art. 2: the creditor’s own duties before it passes a signal on',
  register: 'Wgs 8b and 8c: BRP data and the BSN, only as far as a signal needs them',
  figures: 'Wgs 8a, without persons: contact rate and national delivery',
} as const;
export type Ground = keyof typeof GROUNDS;

/** Who sees a field; within the municipality only, unless it says otherwise. */
export const VIEWERS = {
  desk: 'outreach worker and team lead, on a case of their municipality',
  letter: 'the letter to the resident',
  external: 'external outreach worker, once a task is claimed',
  creditor: 'the creditor that sent it, as feedback',
  figures: 'monitor: as counts only',
  processes: 'processes only, no person',
} as const;
export type Viewer = keyof typeof VIEWERS;

/** What is laid down about one field of a contract. */
export interface FieldPrivacy {
  readonly ground: Ground;
  readonly term: RetentionTerm;
  readonly seenBy: readonly Viewer[];
}

const field = (ground: Ground, term: RetentionTerm, ...seenBy: Viewer[]): FieldPrivacy => ({
  ground,
  term,
  seenBy,
});
const nameOrAddress = field('reach', 'personal', 'desk', 'letter', 'external');
const statement = field('lawful', 'not-stored', 'processes');

/** Every field of a signal, by its path in the data. A test fails when one is missing or left over. */
export const SIGNAL_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  gemeentecode: field('identify', 'anonymised', 'desk', 'creditor', 'figures'),
  klantreferentie: field('account', 'personal', 'desk', 'creditor'),
  soortPersoon: field('weigh', 'anonymised', 'desk'),
  'persoon.voorletters': nameOrAddress,
  'persoon.voornamen': field('identify', 'personal', 'desk'),
  'persoon.tussenvoegsel': nameOrAddress,
  'persoon.achternaam': nameOrAddress,
  'persoon.geboortedatum': field('identify', 'personal', 'desk'),
  'adres.postcode': nameOrAddress,
  'adres.huisnummer': nameOrAddress,
  'adres.huisletter': nameOrAddress,
  'adres.huisnummertoevoeging': nameOrAddress,
  'adres.straat': nameOrAddress,
  'adres.plaats': nameOrAddress,
  telefoonnummer: field('reach', 'personal', 'desk', 'external'),
  emailadres: field('reach', 'personal', 'desk'),
  bedragInCenten: field('weigh', 'anonymised', 'desk', 'figures'),
  ontstaansdatum: field('weigh', 'anonymised', 'desk', 'figures'),
  signaaldatum: field('figures', 'anonymised', 'desk', 'figures'),
  'crisissignaal.soort': field('weigh', 'anonymised', 'desk', 'figures'),
  'crisissignaal.einddatumLevering': field('weigh', 'anonymised', 'desk'),
  warmeOverdracht: field('weigh', 'anonymised', 'desk', 'figures'),
  'verklaringSchuldeiser.herinneringGestuurd': statement,
  'verklaringSchuldeiser.persoonlijkContactGezocht': statement,
  'verklaringSchuldeiser.gewezenOpHulp': statement,
  'verklaringSchuldeiser.doorgevenAangekondigd': statement,
};

/** Every field of a withdrawal. */
export const WITHDRAWAL_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  gemeentecode: field('identify', 'anonymised', 'desk', 'figures'),
  ingetrokkenSignaal: field('identify', 'key', 'processes'),
  datum: field('weigh', 'not-stored', 'processes'),
};

/** Every field of a feedback. It leaves the municipality, so it has no name, address or amount. */
export const FEEDBACK_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  signaal: field('account', 'key', 'creditor'),
  klantreferentie: field('account', 'personal', 'creditor'),
  gemeentecode: field('account', 'anonymised', 'creditor'),
  oordeel: field('account', 'anonymised', 'desk', 'creditor'),
  revisie: field('account', 'anonymised', 'creditor'),
  vervangt: field('account', 'anonymised', 'creditor'),
  datum: field('account', 'anonymised', 'creditor'),
  'fouten.plaats': field('account', 'anonymised', 'creditor'),
  'fouten.code': field('account', 'anonymised', 'creditor'),
};

/** Everything that is stored of what a register, or a helper, said about a person. */
export const REGISTER_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  'answer: lives here, elsewhere, moved, deceased, unclear': field('register', 'anonymised', 'desk'),
  'is being investigated': field('register', 'anonymised', 'desk'),
  'secret address': field('register', 'personal', 'desk', 'processes'),
  'BSN, sealed': field('register', 'personal', 'processes'),
  'new address within the municipality': field('register', 'personal', 'desk', 'letter'),
  'other residents of the address': field('register', 'not-stored', 'processes'),
  'who is helped already, by a list (name, birth date, address)': field('identify', 'personal', 'processes'),
  'each question, also an unanswered one: when, to which source, on what ground, about which check or signals, how many found':
    field('register', 'anonymised', 'processes'),
};

/** Every field of a register check's job. */
export const REGISTER_JOB_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  municipality: field('register', 'queue', 'processes'),
  checkId: field('register', 'queue', 'processes'),
  generation: field('register', 'queue', 'processes'),
};

/** Every field of an outreach job. */
export const JOB_PRIVACY: Readonly<Record<string, FieldPrivacy>> = {
  municipality: field('reach', 'queue', 'processes', 'external'),
  taskId: field('reach', 'queue', 'processes', 'external'),
  generation: field('reach', 'queue', 'processes', 'external'),
};
