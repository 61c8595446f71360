import type { Chance } from '../chance.js';

/** A surname with its prefix (tussenvoegsel); empty where there is none. */
export interface Surname {
  readonly prefix: string;
  readonly main: string;
}

/**
 * Common Dutch surnames with roughly how many thousand people bear them (order of size as in the Nederlandse
 * Familienamenbank, 2007, of 16.4 million people).
 */
const commonSurnames =
  'de Jong 86|Jansen 74|de Vries 71|van den Berg 58|van Dijk 56|Bakker 55|Janssen 54|Visser 50|Smit 43|Meijer 40|' +
  'de Boer 39|Mulder 36|de Groot 36|Bos 36|Vos 30|Peters 30|Hendriks 30|van Leeuwen 29|Dekker 28|Brouwer 26|' +
  'de Wit 25|Dijkstra 25|Smits 24|de Graaf 22|van der Meer 21|van der Linden 20|Kok 19|Jacobs 19|de Haan 18|' +
  'Vermeulen 18|van den Heuvel 18|van der Veen 17|van den Broek 17|de Bruijn 16|de Bruin 16|Schouten 16|van Beek 15|' +
  'Willems 15|van Vliet 15|van de Ven 15|Hoekstra 15|Maas 15|Verhoeven 15|Koster 15|van Dam 14|van der Wal 14|' +
  'Prins 14|Blom 14|Huisman 14|Peeters 14|Kuipers 13|van Veen 13|van Dongen 13|Veenstra 13|Kramer 13|van den Bosch 13|' +
  'van der Heijden 12|Mol 12|Zwart 12|van Wijk 12|Postma 12|Martens 12|van Es 11|Bosman 11|van den Brink 11|Verbeek 11|' +
  'Schipper 11|van Loon 11|Kuijpers 11|Verhagen 11|van Rijn 10|Groen 10|Hermans 10|van der Velde 10|Post 10|Wolters 10|' +
  'van de Velde 10|van der Laan 10|Gerritsen 10|Willemsen 10|Evers 10|van Vugt 9|Molenaar 9|Scholten 9|Bosch 9|' +
  'Timmermans 9|van der Horst 9|Vink 9|Yılmaz 9|Kaya 8|Driessen 8|de Koning 8|van Doorn 8|Wiersma 8|Boersma 8|Bouwman 8|' +
  'van der Ploeg 7|Claassen 7|Timmer 7|Veldhuis 7|Kooijman 7|Mohamed 6|Singh 6|Nguyen 6|Çelik 5|Şahin 5|André 4|Noë 4|' +
  "van 't Hof 4|in 't Veld 4|van 't Hoff 2|Bootsma 6|Kooistra 6|Bijlsma 6|Reijnders 5|Rijnders 3|Hooft 2|Philips 3|" +
  'Hendrix 4|Dirks 4|Dirkx 2|Beckers 4|Bekkers 3|Goossens 4|Claessens 4|Schmidt 5|Weiss 2|Brandt 3|Oudshoorn 3|Auwerda 1';
const NAMED_THOUSANDS = 16_400;

const starts =
  'Aal Adel Akker Amer Ander Appel Beek Berk Beuk Bier Blauw Bloem Boek Bol Boom Boots Bouw Brand Bree Brug Buiten Dam Deur Dijk ' +
  'Doorn Dorp Drent Duin Eek Eik El Es Fok Geel Geer Gelder Gras Groene Haag Haar Ham Haver Heem Heide Hoef Hof Holt Hoog Horst ' +
  'Hout Huis IJssel Kamp Kas Kerk Klaver Kleij Knip Koop Kort Kraai Kroon Kuip Laar Lach Lam Land Lang Lede Leij Linde Loo Maat ' +
  'Meer Mees Molen Moor Munt Naald Nieuw Noord Olde Oost Ooster Otter Over Paal Pauw Peer Pol Raad Raven Reij Riet Ring Roeder ' +
  'Roos Rots Ruiten Schaap Schoon Slot Snoek Sonder Spaar Spijk Steen Sterk Stok Strij Tap Tol Uiter Vaar Veld Velt Vier Vlas ' +
  'Vogel Voor Voskuil Waal Water Weer Wester Wijn Wild Wissel Wolf Zand Zee Zilver Zomer Zuider Zwaan Zweers';
const ends =
  'aar becker bergen boer borg bos broek camp dijk donk dorp drecht elaar gast haven heijm hof horst huis huizen inga ink kamp ' +
  'kerk kink laan land lo loo man mans meijer mond oord rink rode ' +
  'schoten sema sma stede steeg stein stra veen veld velde voort waard weg wijk zaad zoon';
const tailPrefixes: readonly (readonly [string, number])[] = [
  ['', 62],
  ['van', 16],
  ['van der', 6],
  ['de', 6],
  ['van den', 4],
  ['van de', 3],
  ['ten', 1],
  ['ter', 1],
  ["van 't", 1],
];

const maleNames =
  'Johannes Jan Cornelis Hendrik Willem Pieter Gerrit Jacobus Petrus Antonius Wilhelmus Johan Martinus Dirk Klaas Adrianus ' +
  'Marinus Theodorus Franciscus Henricus Gerardus Jacob Arie Leendert Albert Simon Nicolaas Lambertus Bernardus Peter Paul ' +
  'Robert Erik Marcel Ronald Frank Patrick Marco Edwin Richard Michel Jeroen Dennis Mark Bas Tim Tom Rick Kevin Niels Stefan ' +
  'Thomas Daan Lars Sven Ruben Jesse Luuk Sem Levi Finn Mohamed Ahmed Mustafa Ali Mehmet Hasan Youssef Omar Ibrahim Bram Koen ' +
  'Sander Wouter Maarten Joost Rutger Gijs Teun Floris Sjoerd Jelle Wessel Sybren Douwe René André Jürgen Zoë Christiaan Philip ' +
  'Rudolf Max Felix Alexander Victor';
const femaleNames =
  'Maria Johanna Anna Cornelia Wilhelmina Elisabeth Catharina Hendrika Adriana Petronella Jacoba Margaretha Geertruida Grietje ' +
  'Trijntje Aaltje Janna Neeltje Theodora Helena Antonia Francisca Gerarda Martina Alida Berendina Ingrid Monique Petra Yvonne ' +
  'Marja Anja Ellen Esther Sandra Linda Mirjam Saskia Karin Nicole Daniëlle Chantal Wendy Kim Sanne Lisa Iris Eva Emma Sophie ' +
  'Julia Lotte Fleur Femke Anouk Maud Noor Fatima Aïcha Khadija Emine Ayşe Hatice Zeynep Naima Samira Marijke Ineke Hanneke ' +
  'Josephina Renée Zoë Michèle Charlotte Roos Sara Tess Nynke Sietske Jildou Xandra Sophia Judith Ruth Edith Annet Margriet ' +
  'Willemijn Rosalie Liesbeth';

/** Names of one population, each as common as it is in the table or, behind it, as its place says. */
export interface PopulationNames {
  surname(chance: Chance): Surname;
  /** One to three given names. */
  firstNames(chance: Chance, female: boolean): string;
}

export const populationNames: PopulationNames = makeNames();

function makeNames(): PopulationNames {
  const common = commonSurnames.split('|').map((entry): readonly [Surname, number] => {
    const space = entry.lastIndexOf(' ');
    return [surnameOf(entry.slice(0, space)), Number(entry.slice(space + 1))];
  });
  const commonThousands = common.reduce((sum, [, thousands]) => sum + thousands, 0);
  const drawCommon = drawer(common);
  const [start, end] = [starts.split(' '), ends.split(' ')];
  const prefixes = drawer(tailPrefixes);
  const male = drawer(zipf(maleNames.split(' '), 0.8));
  const female = drawer(zipf(femaleNames.split(' '), 0.8));
  return {
    surname: (chance) => {
      if (chance.happens(commonThousands / NAMED_THOUSANDS)) return drawCommon(chance);
      // Few parts are common and most are rare, as the names that are made of them.
      const main = skewed(start, chance) + skewed(end, chance);
      return { prefix: prefixes(chance), main: chance.happens(0.04) ? `${main}s` : main };
    },
    firstNames: (chance, isFemale) => {
      const draw = isFemale ? female : male;
      const names = [draw(chance)];
      while (names.length < 3 && chance.happens(0.45)) {
        const another = draw(chance);
        if (!names.includes(another)) names.push(another);
      }
      return names.join(' ');
    },
  };
}

function surnameOf(written: string): Surname {
  const words = written.split(' ');
  return { prefix: words.slice(0, -1).join(' '), main: words.at(-1) ?? '' };
}

function skewed(from: readonly string[], chance: Chance): string {
  return from[Math.floor(chance.fraction() ** 1.15 * from.length)] ?? '';
}

function zipf(names: readonly string[], exponent: number): readonly (readonly [string, number])[] {
  return names.map((name, index) => [name, 1 / (index + 3) ** exponent] as const);
}

/** Draws by weight in the logarithm of their number: a million people are drawn several times each. */
function drawer<T>(entries: readonly (readonly [T, number])[]): (chance: Chance) => T {
  const sums: number[] = [];
  let sum = 0;
  for (const [, weight] of entries) sums.push((sum += weight));
  return (chance) => {
    const drawn = chance.fraction() * sum;
    let [from, to] = [0, sums.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sums[middle] ?? sum) <= drawn) from = middle + 1;
      else to = middle;
    }
    return (entries[from] as readonly [T, number])[0];
  };
}
