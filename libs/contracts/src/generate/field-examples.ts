import type { SignalData, WithdrawalData } from '../signal-data.js';

/** A signal with every field in it, of somebody invented; the door takes it. */
export const SIGNAL_EXAMPLE: SignalData = {
  gemeentecode: 'GM0505',
  klantreferentie: 'LP-2026-004711',
  soortPersoon: 'natuurlijkPersoon',
  persoon: {
    voorletters: 'J.P.',
    voornamen: 'Jan Piet',
    tussenvoegsel: 'van der',
    achternaam: 'Voorbeeld',
    geboortedatum: '1985-04-12',
  },
  adres: {
    postcode: '3311 AB',
    huisnummer: '12',
    huisletter: 'A',
    huisnummertoevoeging: 'hs',
    straat: 'Voorbeeldstraat',
    plaats: 'Dordrecht',
  },
  telefoonnummer: '06 12 34 56 78',
  emailadres: 'j.voorbeeld@example.nl',
  bedragInCenten: 18_450,
  ontstaansdatum: '2026-01-15',
  signaaldatum: '2026-03-20',
  crisissignaal: { soort: 'eindeLeveringEnergie', einddatumLevering: '2026-04-17' },
  warmeOverdracht: false,
  verklaringSchuldeiser: {
    herinneringGestuurd: true,
    persoonlijkContactGezocht: true,
    gewezenOpHulp: true,
    doorgevenAangekondigd: true,
  },
};

export const WITHDRAWAL_EXAMPLE: WithdrawalData = {
  gemeentecode: 'GM0505',
  ingetrokkenSignaal: 'LP-20260320-000042',
  datum: '2026-03-24',
};
