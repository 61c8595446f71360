import { z } from 'zod';

import { boundedText } from './bounded-text.js';

const hoursMax = 7 * 24;

/** Where the municipality looks up who lives where (docs/registers.md). */
export const residentRegisterSchema = z
  .strictObject({
    source: z
      .enum(['none', 'local', 'brp'])
      .default('none')
      .meta({ description: 'Nobody is looked up; a register of our own; or the BRP.' }),
    holdHours: z.int().min(0).max(72).default(24).meta({
      description:
        'Hours that the first step waits for an answer, then it goes on unchecked. A crisis never waits.',
    }),
    freshForVisitHours: z.int().min(1).max(hoursMax).default(72).meta({
      description: 'Before a house visit an answer may be so old, else the register is asked again.',
    }),
  })
  .default({ source: 'none', holdHours: 24, freshForVisitHours: 72 });
export type ResidentRegisterSettings = z.infer<typeof residentRegisterSchema>;

/** Where the municipality learns that somebody is helped already (domain rule 6). */
export const knownHelpSchema = z
  .union([
    z.strictObject({ source: z.literal('none') }),
    z.strictObject({
      source: z.enum(['list', 'http']),
      ground: boundedText(200, 'The legal ground of the comparison; stored with each use of it.'),
    }),
  ])
  .default({ source: 'none' });
export type KnownHelpSettings = z.infer<typeof knownHelpSchema>;

/** What a check needs of a municipality's configuration. */
export const checkSettingsSchema = z.object({
  residentRegister: residentRegisterSchema,
  knownHelp: knownHelpSchema,
});
export type CheckSettings = z.infer<typeof checkSettingsSchema>;

/** Whether anything is looked up after the intake: of whoever came, or before a house visit only. */
export function looksUp(settings: CheckSettings): boolean {
  return settings.residentRegister.source === 'local' || looksUpWhoeverCame(settings);
}

/** Whether whoever came is looked up. A local register has answered by then, when the signal came in. */
export function looksUpWhoeverCame({ residentRegister, knownHelp }: CheckSettings): boolean {
  return residentRegister.source === 'brp' || knownHelp.source !== 'none';
}
