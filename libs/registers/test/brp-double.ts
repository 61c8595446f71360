import type { AddressInfo } from 'node:net';

import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** A person as the BRP holds him, in the members of BRP API Personen 2.7. Invented. */
export interface BrpResident {
  readonly burgerservicenummer: string;
  readonly naam: {
    readonly voornamen?: string;
    readonly voorvoegsel?: string;
    readonly geslachtsnaam: string;
    readonly inOnderzoek?: object;
  };
  readonly geboorte?: { readonly datum: object };
  readonly partners?: readonly { readonly naam: { readonly geslachtsnaam: string } }[];
  readonly gemeenteVanInschrijving?: { readonly code: string; readonly omschrijving: string };
  readonly verblijfplaats?: {
    readonly type: string;
    readonly verblijfadres?: {
      readonly postcode: string;
      readonly huisnummer: number;
      readonly huisletter?: string;
      readonly huisnummertoevoeging?: string;
      readonly inOnderzoek?: object;
    };
    readonly indicatieVastgesteldVerblijftNietOpAdres?: boolean;
    readonly inOnderzoek?: object;
  };
  readonly opschortingBijhouding?: { readonly reden: { readonly code: string } };
  readonly geheimhoudingPersoonsgegevens?: true;
}

export type Trouble = (reply: FastifyReply) => unknown;

interface Question {
  readonly type: string;
  readonly fields: readonly string[];
  readonly postcode?: string;
  readonly huisnummer?: number;
  readonly huisletter?: string;
  readonly huisnummertoevoeging?: string;
  readonly geboortedatum?: string;
  readonly geslachtsnaam?: string;
  readonly inclusiefOverledenPersonen?: boolean;
  readonly burgerservicenummer?: readonly string[];
}

/** Delivered whether asked for or not; asking for them is a fault (feature "fields"). */
const automatic = [
  'geheimhoudingPersoonsgegevens',
  'opschortingBijhouding',
  'inOnderzoek',
  'rni',
  'verificatie',
];
/** What a search delivers at most of each person: `PersoonBeperkt`. */
const limitedTo = ['burgerservicenummer', 'naam', 'geboorte', 'geslacht', 'leeftijd', 'adressering'];
const foundMax = 30;

/**
 * The BRP API Personen 2.7 as its public specification describes it: the two questions that we ask, their
 * required parameters, `fields`, the bound of 30 at an address, API key, and errors as problem+json.
 */
export class BrpDouble {
  readonly questions: Question[] = [];
  readonly troubles: Trouble[] = [];
  residents: BrpResident[] = [];
  private readonly app: FastifyInstance;

  private constructor(readonly apiKey: string) {
    this.app = Fastify({ forceCloseConnections: true });
    this.app.post('/haalcentraal/api/brp/personen', (request, reply) => {
      const trouble = this.troubles.shift();
      if (trouble !== undefined) return trouble(reply);
      if (request.headers['x-api-key'] !== this.apiKey)
        return problem(reply, 401, 'authentication', 'Niet correct geauthenticeerd.');
      if (request.headers['content-type'] !== 'application/json; charset=utf-8')
        return problem(reply, 415, 'unsupported', 'Unsupported Media Type');
      const question = request.body as Question;
      this.questions.push(question);
      return this.answer(question, reply);
    });
  }

  static async start(apiKey = 'double-key'): Promise<BrpDouble> {
    const double = new BrpDouble(apiKey);
    await double.app.listen({ port: 0, host: '127.0.0.1' });
    return double;
  }

  get url(): string {
    const { port } = this.app.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/haalcentraal/api/brp/personen`;
  }

  close(): Promise<void> {
    return this.app.close();
  }

  private answer(question: Question, reply: FastifyReply): unknown {
    const faults = faultsOf(question);
    if (faults.length > 0) {
      const detail = `De foutieve parameter(s) zijn: ${faults.map(({ name }) => name).join(', ')}.`;
      const title = 'Een of meerdere parameters zijn niet correct.';
      return problem(reply, 400, 'paramsValidation', title, { detail, invalidParams: faults });
    }
    const found = this.residents.filter((resident) => isMeant(resident, question));
    if (question.type === 'ZoekMetPostcodeEnHuisnummer' && found.length > foundMax) {
      const detail = `Meer dan maximum van ${foundMax} zoekresultaten gevonden. Verfijn de zoekopdracht.`;
      return problem(reply, 400, 'tooManyResults', 'Teveel zoekresultaten.', { detail });
    }
    return { type: question.type, personen: found.map((resident) => delivered(resident, question)) };
  }
}

function faultsOf(question: Question): { name: string; code: string; reason: string }[] {
  const required = (name: keyof Question) =>
    question[name] === undefined ? [{ name, code: 'required', reason: 'Parameter is verplicht.' }] : [];
  const fields = question.fields.flatMap((field, index) =>
    automatic.includes(field)
      ? [
          {
            name: `fields[${index}]`,
            code: 'fields',
            reason: 'Parameter bevat een niet toegestane veldnaam.',
          },
        ]
      : [],
  );
  switch (question.type) {
    case 'ZoekMetPostcodeEnHuisnummer': {
      const limited = question.fields.flatMap((field, index) =>
        limitedTo.includes(field.split('.')[0] ?? '')
          ? []
          : [
              {
                name: `fields[${index}]`,
                code: 'fields',
                reason: 'Parameter bevat een niet bestaande veldnaam.',
              },
            ],
      );
      return [...required('postcode'), ...required('huisnummer'), ...fields, ...limited];
    }
    case 'RaadpleegMetBurgerservicenummer':
      return [...required('burgerservicenummer'), ...fields];
    default:
      return [{ name: 'type', code: 'value', reason: 'Waarde heeft geen geldige waarde.' }];
  }
}

function isMeant(resident: BrpResident, question: Question): boolean {
  if (question.type === 'RaadpleegMetBurgerservicenummer')
    return question.burgerservicenummer?.includes(resident.burgerservicenummer) ?? false;
  const address = resident.verblijfplaats?.verblijfadres;
  const alive = resident.opschortingBijhouding?.reden.code !== 'O';
  const born = resident.geboorte?.datum;
  return (
    address?.postcode === question.postcode &&
    address?.huisnummer === question.huisnummer &&
    (question.huisletter === undefined || address?.huisletter === question.huisletter) &&
    (question.huisnummertoevoeging === undefined ||
      address?.huisnummertoevoeging === question.huisnummertoevoeging) &&
    (question.geslachtsnaam === undefined ||
      resident.naam.geslachtsnaam.toLowerCase() === question.geslachtsnaam.toLowerCase()) &&
    (question.geboortedatum === undefined ||
      (born !== undefined && 'datum' in born && born.datum === question.geboortedatum)) &&
    (alive || question.inclusiefOverledenPersonen === true)
  );
}

/** The members that were asked for, and those that always come. */
function delivered(resident: BrpResident, question: Question): Record<string, unknown> {
  const roots = new Set(question.fields.map((field) => field.split('.')[0] ?? ''));
  const entries = Object.entries(resident).filter(
    ([member]) => roots.has(member) || automatic.includes(member),
  );
  return Object.fromEntries(entries);
}

export function problem(
  reply: FastifyReply,
  status: number,
  code: string,
  title: string,
  more: Record<string, unknown> = {},
): FastifyReply {
  return reply
    .status(status)
    .type('application/problem+json')
    .send({
      type: 'https://datatracker.ietf.org/doc/html/rfc7231',
      title,
      status,
      code,
      instance: '/haalcentraal/api/brp/personen',
      ...more,
    });
}

export const tooManyRequests =
  (retryAfter?: string): Trouble =>
  (reply) => {
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    return problem(reply, 429, 'tooManyRequests', 'Too many request');
  };
export const outOfService: Trouble = (reply) =>
  problem(reply, 503, 'notAvailable', 'Bronservice BRP is tijdelijk niet beschikbaar.');
export const cutConnection: Trouble = (reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  reply.raw.write('{"type":"Zoek');
  reply.raw.destroy();
};
/** Never answers: the caller's bound has to end it. */
export const silent: Trouble = (reply) => {
  reply.hijack();
};
/** A byte every now and then, for ever: each one alone is in time. */
export const drip: Trouble = (reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => reply.raw.write(' '), 20);
  reply.raw.once('close', () => clearInterval(timer));
};
/** A well-formed answer of some megabytes. */
export const endless: Trouble = (reply) =>
  reply
    .type('application/json')
    .send(`{"type":"ZoekMetPostcodeEnHuisnummer","personen":[]${' '.repeat(4_000_000)}}`);
export const noJson: Trouble = (reply) => reply.type('text/html').send('<html>onderhoud</html>');
export const otherShape: Trouble = (reply) => reply.send({ personen: 'geen lijst' });
export const otherQuestion: Trouble = (reply) =>
  reply.send({ type: 'ZoekMetGeslachtsnaamEnGeboortedatum', personen: [] });
