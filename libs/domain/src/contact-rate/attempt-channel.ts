import type { ContactKind } from '../outcome/index.js';
import type { Channel } from '../policy.js';

/** A channel of the figures: one of those with a queue, or everything that none of them brought about. */
export const figureChannels = ['letters', 'messages', 'calls', 'house-visits', 'other'] as const;
export type FigureChannel = (typeof figureChannels)[number];

/**
 * The channel under which the figures count a kind of attempt. A card (`Kaartje`) is left after a missed visit:
 * as a visit that visit would count twice, as a letter every missed visit would look written to, so it is `other`.
 */
export const channelOfContactKind: Readonly<Record<ContactKind, FigureChannel>> = {
  Administratief: 'other',
  'Afspraak op locatie': 'other',
  Brief: 'letters',
  Huisbezoek: 'house-visits',
  Kaartje: 'other',
  Mail: 'messages',
  Onbekend: 'other',
  Overige: 'other',
  'SMS/Whatsapp': 'messages',
  Telefoon: 'calls',
};

/** The benchmark's channel of a channel of the figures; null where no benchmark can exist. */
export function benchmarkChannel(channel: FigureChannel): Channel | null {
  return channel === 'other' ? null : channel;
}
