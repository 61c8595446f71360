import { chanceOf, type Chance } from './chance.js';

/** An invented resident. The lists are of ordinary names, put together by chance; nobody in particular is meant. */
export interface Resident {
  readonly firstNames: string;
  readonly initials: string;
  readonly prefix: string | null;
  readonly surname: string;
  readonly birthDay: string;
  readonly phone: string | null;
  readonly email: string | null;
}

const FIRST_NAMES = (
  'Aaltje Abdel Adriaan Agnieszka Ahmed Aïcha Amélie Anaïs André Anouk Arjen Ayşe Bas Béatrice Bram Brechtje Carla ' +
  'Cédric Chloé Cornelis Daan Danuta Désirée Dirk Elif Eline Emma Erik Esmée Eugène Evi Fatima Fenna Ferdi François ' +
  'Gerrit Gijs Gülay Hanneke Hassan Heleen Hendrik Hüseyin Ilse Imane Ingrid Jan Jasmijn Jérôme Joëlle Johanna Jorrit ' +
  'José Jürgen Karim Karin Katarzyna Kees Khadija Klaas Koen Laura Léon Lieke Lotte Loïs Maarten Maël Manon Maria ' +
  'Marijke Mateusz Mehmet Merel Mirjam Mohamed Naïma Niels Noëlle Noor Olga Omar Özlem Petra Piet Pim Quirine Rachid ' +
  'Raphaël Renée Rianne Ruben Saskia Sjoerd Sofie Stéphane Sümeyye Tamara Teun Thijs Tomasz Ursula Valérie Wilma ' +
  'Willem Wouter Xander Yara Youssef Zeynep Zoë'
).split(' ');

const SURNAMES: readonly (readonly [prefix: string | null, surname: string])[] = [
  ...(
    'Aalbers Bakker Bergsma Biemans Boersma Bosman Bouwman Brouwer Çelik Claassen Dekker Demir Dębski Dijkstra Doğan ' +
    'Driessen Engels Evers Feenstra Geerts Günay Haverkamp Hendriks Hoekstra Houtman IJsbrands IJzerman Jacobs Jansen ' +
    'Janßen Kaya Kok Kowalczyk Kramer Kuijpers Kuypers Lammers Leenders Maas Martens Meijer Meyer Mulder Müller Nijhuis ' +
    'Nowicki Öztürk Peeters Peters Postma Prins Quist Rietveld Roelofs Sanders Schipper Scholten Schouten Smits Snijders ' +
    'Szymański Tazi Timmermans Ünal Verbeek Verhoeven Vermeulen Visser Vos Wiersma Willems Yıldız Zeegers Zijlstra Zwart'
  )
    .split(' ')
    .map((surname) => [null, surname] as const),
  ...(
    'van der:Berg,van der:Heide,van der:Meulen,van der:Velde,van den:Brink,van den:Heuvel,van:Dam,van:Dijk,' +
    'van:Leeuwen,van:Rijn,van:Vliet,van de:Kamp,van de:Wiel,de:Boer,de:Bruijn,de:Graaf,de:Groot,de:Haan,de:Jong,' +
    'de:Lange,de:Vries,de:Wit,den:Hartog,den:Ouden,ten:Brink,ten:Have,ter:Beek,ter:Horst,te:Velde,op den:Kamp,' +
    'in ’t:Veld,van ’t:Hof,’t:Hart,uit den:Bogaard,el:Khattabi,el:Amrani,ben:Salah'
  )
    .split(',')
    .map((entry) => entry.split(':') as [string, string]),
  [null, 'Jansen-de Vries'],
  [null, 'Bakker-Çelik'],
  ['van der', 'Meer-Postma'],
  ['de', 'Bruin-van Dam'],
];

/** More than a third has none that can be used: a quality figure of the creditor. */
const PHONE_KNOWN = 0.64;
const PHONE_UNUSABLE = 0.04;

/** The resident with this number at an address. */
export function residentOf(seed: number, household: number, ordinal: number, onDay: number): Resident {
  const chance = chanceOf(seed, 0x70e, household, ordinal);
  const names = [chance.pick(FIRST_NAMES), ...(chance.happens(0.4) ? [chance.pick(FIRST_NAMES)] : [])];
  const own = chance.pick(SURNAMES);
  // Drawn apart, so that whoever is no family keeps the name that the household and the number give.
  const [prefix, surname] = familyNameOf(seed, household) ?? own;
  return {
    firstNames: names.join(' '),
    initials: names.map((name) => `${[...name][0]}.`).join(''),
    prefix,
    surname,
    birthDay: birthDay(chance, onDay),
    phone: phoneOf(chance),
    email: chance.happens(0.55) ? `post${household}x${ordinal}@voorbeeld.example` : null,
  };
}

/** Part of the households are families of one name; the others share a door only. */
const FAMILIES = 0.35;

function familyNameOf(seed: number, household: number): (typeof SURNAMES)[number] | null {
  const chance = chanceOf(seed, 0xfa, household);
  return chance.happens(FAMILIES) ? chance.pick(SURNAMES) : null;
}

/** From 18 to 92 years old, most between 25 and 60. */
function birthDay(chance: Chance, onDay: number): string {
  const age = chance.weighted([
    [chance.between(18, 26), 16],
    [chance.between(27, 45), 40],
    [chance.between(46, 66), 30],
    [chance.between(67, 92), 14],
  ]);
  const date = new Date((onDay - Math.floor(age * 365.25) - chance.between(1, 360)) * 86_400_000);
  return date.toISOString().slice(0, 10);
}

/** Numbers in the block 06 1234 xxxx, that everybody knows for an example. */
function phoneOf(chance: Chance): string | null {
  const number = String(chance.between(0, 9_999)).padStart(4, '0');
  const spelling = chance.pick(['061234', '06-1234', '+31 6 1234 ', '0031 6 1234', '06 1234 ']);
  const kind = chance.fraction();
  if (kind < PHONE_UNUSABLE) return chance.pick(['onbekend', '06-', '000', 'geen']);
  return kind < PHONE_KNOWN ? `${spelling}${number}` : null;
}

const FOLDED: Readonly<Record<string, string>> = { ß: 'ss', ı: 'i', ş: 's', ğ: 'g', ę: 'e', ń: 'n' };

/** How another creditor has the same name in its file: without accents, in capitals, the prefix in either field. */
export function respelledName(
  resident: Resident,
  chance: Chance,
): { readonly prefix: string | null; readonly surname: string } {
  const { prefix, surname } = resident;
  const bare = surname
    .replace(/[ßışğęń]/gu, (letter) => FOLDED[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  if (prefix === null) return { prefix, surname: chance.pick([bare, bare.toUpperCase(), surname]) };
  const short = prefix === 'van der' ? 'v.d.' : prefix;
  return chance.pick([
    { prefix: null, surname: `${prefix} ${bare}` },
    { prefix: null, surname: `${bare}, ${prefix}` },
    { prefix: null, surname: `${short} ${surname}` },
    { prefix: capitalised(prefix), surname },
    { prefix, surname: bare.toUpperCase() },
  ]);
}

function capitalised(text: string): string {
  return text.replace(
    /(^|[ ])(\p{L})/gu,
    (_match, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
