export { householdOf, houseOf, isAdult, populationOf, type House, type Inhabitant } from './households.js';
export { registerCsv } from './register-csv.js';
export { signalMix, type SignalMix } from './mix.js';
export { signalOf, signalsCsv, type PopulationSignal } from './signals.js';
