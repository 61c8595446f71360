import type { CheckSettings } from '#contracts';
import { matchParameterVersions, parametersOn, type Day, type MunicipalityCode } from '#domain';
import {
  BrpRegister,
  HttpKnownHelp,
  matchResident,
  RegisterUnavailable,
  type Connections,
  type KnownHelp,
  type ResidentRegister,
} from '#registers';
import type { MunicipalDatabase } from '#postgres';

import { ListedKnownHelp } from './listed-known-help.js';
import { LocalRegister } from './local-register.js';

/** The registers that one municipality asks, as its policy says; null where it asks none. */
export interface MunicipalRegisters {
  readonly residents: ResidentRegister | null;
  readonly help: KnownHelp | null;
}

/**
 * @param askedOn the day of the question: the parameters of the matcher in force then decide
 * @throws RegisterUnavailable when the policy names a register to which this installation has no way: the check then
 *   waits, visibly, and the approach goes on unchecked
 */
export function municipalRegisters(
  connections: Connections,
  database: MunicipalDatabase,
  of: {
    readonly municipality: MunicipalityCode;
    readonly settings: CheckSettings;
    readonly askedOn: Day;
    readonly localInForce: boolean;
  },
): MunicipalRegisters {
  const { municipality, settings, askedOn } = of;
  const match = matchResident(parametersOn(matchParameterVersions, askedOn));
  return { residents: residents(), help: help() };

  function residents(): ResidentRegister | null {
    switch (settings.residentRegister.source) {
      case 'none':
        return null;
      case 'brp':
        return new BrpRegister(given(connections.brp.get(municipality)), match);
      // It answered when the signal came in, and is asked again before a visit only, while it is in force.
      case 'local':
        return of.localInForce ? new LocalRegister(database, askedOn) : null;
      default:
        return settings.residentRegister.source satisfies never;
    }
  }

  function help(): KnownHelp | null {
    switch (settings.knownHelp.source) {
      case 'none':
        return null;
      case 'list':
        return new ListedKnownHelp(database, match, askedOn);
      case 'http':
        return new HttpKnownHelp(given(connections.knownHelp.get(municipality)));
      default:
        return settings.knownHelp satisfies never;
    }
  }
}

function given<T>(way: T | undefined): T {
  if (way === undefined) throw new RegisterUnavailable('not-configured');
  return way;
}
