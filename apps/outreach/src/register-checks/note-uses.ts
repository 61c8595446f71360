import { randomUUID } from 'node:crypto';

import type { CheckSettings } from '#contracts';
import type { MunicipalityCode } from '#domain';
import { noteUse, type MunicipalDatabase, type UseSource } from '#postgres';
import type { BeforeQuestion } from '#registers';

/** Which source is asked on what ground. */
export interface Asked {
  readonly source: UseSource;
  readonly ground: string;
}

const registerGround = 'Wgs 8b: BRP-gegevens, alleen om een signaal te verwerken';

export const brpAsked: Asked = { source: 'brp', ground: registerGround };

export function helpAsked({ knownHelp }: CheckSettings): Asked | null {
  if (knownHelp.source === 'none') return null;
  return {
    source: knownHelp.source === 'http' ? 'known-help-http' : 'known-help-list',
    ground: knownHelp.ground,
  };
}

/**
 * The questions of one check to one source: each is a row that is committed before the question leaves, so that none goes
 * unnoted, whether nobody answers or this process ends.
 */
export class NotedUses {
  readonly useIds: string[] = [];

  constructor(
    private readonly database: MunicipalDatabase,
    private readonly check: { readonly municipality: MunicipalityCode; readonly checkId: string },
    private readonly nowMs: number,
    private readonly asked: Asked,
  ) {}

  readonly before: BeforeQuestion = async () => {
    const { checkId, municipality } = this.check;
    const useId = randomUUID();
    await this.database.withMunicipality(municipality, (tx) =>
      noteUse(tx, { municipality, checkId, useId, usedAtMs: this.nowMs, ...this.asked }),
    );
    this.useIds.push(useId);
  };
}
