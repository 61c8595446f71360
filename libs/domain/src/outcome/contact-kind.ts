/** Kinds of contact attempt, spelled as DDAS v1.2 does (`EnumContactsoort`). */
export const contactKinds = [
  'Administratief',
  'Afspraak op locatie',
  'Brief',
  'Huisbezoek',
  'Kaartje',
  'Mail',
  'Onbekend',
  'Overige',
  'SMS/Whatsapp',
  'Telefoon',
] as const;
export type ContactKind = (typeof contactKinds)[number];
