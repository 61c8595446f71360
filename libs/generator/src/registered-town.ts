import {
  populationOf,
  registerCsv,
  signalOf,
  type House,
  type Inhabitant,
  type PopulationSignal,
} from './population/index.js';

/** The municipality of the demo that holds a register of its own: Roermond. */
export const REGISTERED_MUNICIPALITY = 'GM0957';

/** Somebody in its register. */
export type TownResident = Pick<Inhabitant, 'house' | 'id' | 'registration'>;

export type TownSignal = Omit<PopulationSignal, 'truth'> & { readonly truth: TownResident | null };

/** The parameters of the matching were estimated on seed 1, which is also the demo's: it is tried on other people. */
const OTHER_PEOPLE = 1_000;

/** An invented population of so many as the register of that municipality: a file for `eropaf register load`. */
export function townCsv(seed: number, residents: number): string {
  return [...registerCsv(seed + OTHER_PEOPLE, residents)]
    .join('')
    .replace(/^p(?=\d)/gmu, idStart(seed))
    .replace(/(?<=,)\d{4}[A-Z]{2}(?=,)/gu, inTown);
}

/** Signals about them and about strangers, in the mix of populations. */
export function townSignals(seed: number, residents: number, count: number): readonly TownSignal[] {
  const households = [...populationOf(seed + OTHER_PEOPLE, residents)].length;
  return Array.from({ length: count }, (_, number) => {
    const signal = signalOf(seed + OTHER_PEOPLE, number, households);
    const { house, truth } = signal;
    return { ...signal, house: houseInTown(house), truth: truth === null ? null : residentOf(seed, truth) };
  });
}

function residentOf(seed: number, { house, id, registration }: Inhabitant): TownResident {
  return { id: id.replace(/^p/u, idStart(seed)), house: houseInTown(house), registration };
}

/** Another seed has other people, and must not take the keys of these. */
function idStart(seed: number): string {
  return `s${seed}p`;
}

function houseInTown(house: House): House {
  return { ...house, postcode: inTown(house.postcode) };
}

/** A population fills the postcodes of the country from 1000 on; so few lie within the ten of one municipality. */
function inTown(postcode: string): string {
  return `${6040 + (Number(postcode.slice(0, 4)) % 10)}${postcode.slice(4)}`;
}
