import type { FrequencyTable } from '../match-parameters.js';

/** People in the Netherlands with a surname, in thousands: Nederlandse Familienamenbank, count of 2007 (16.4 million). */
const surnameThousands: Readonly<Record<string, number>> = {
  jong: 86,
  jansen: 74,
  vries: 71,
  berg: 59,
  dijk: 56,
  bakker: 55,
  janssen: 54,
  visser: 50,
  smit: 43,
  meijer: 40,
  boer: 39,
  mulder: 36,
  groot: 36,
  bos: 36,
  vos: 30,
  peters: 30,
  hendriks: 30,
  leeuwen: 29,
  dekker: 28,
  brouwer: 26,
  wit: 25,
  dijkstra: 25,
  smits: 24,
  graaf: 22,
  meer: 21,
};

const POPULATION_THOUSANDS = 16_400;

/** Surnames without prefix, as they are compared. A name that is not listed is taken to be one of 10,000 people's. */
export const dutchSurnames: FrequencyTable = {
  source: 'Nederlandse Familienamenbank, 2007',
  shares: new Map(
    Object.entries(surnameThousands).map(([name, thousands]) => [name, thousands / POPULATION_THOUSANDS]),
  ),
  unlisted: 1e-4,
};
