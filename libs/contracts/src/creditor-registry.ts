import { z } from 'zod';
import { boundedText, day, municipalityCode, notation } from './bounded-text.js';
import { eventSource } from './cloud-event.js';
import { documentFaults, type DocumentFault, type Parsed } from './document-faults.js';
import {
  CREDITOR_TYPE_FACTS,
  CREDITOR_TYPES,
  creditorTopic,
  feedbackTopic,
  sectorTopic,
  type CreditorType,
  type PartnerType,
  type TopicSector,
} from './event-types.js';
import { GROUNDED_FIELDS } from './signal-data.js';

const CREDITORS_MAX = 2_000;
const MUNICIPALITIES_MAX = 400;

const creditorId = notation(
  '^[a-z][a-z0-9]{0,29}(?:-[a-z0-9]{1,20}){0,3}$',
  63,
  'Id of the creditor, as it stands in topic names.',
);

const creditorSchema = z.strictObject({
  id: creditorId,
  name: boundedText(100, 'Name as residents know it; it stands in letters.'),
  sources: z.array(eventSource('A source of this creditor.')).min(1).max(10),
  type: z.enum(CREDITOR_TYPES).meta({ description: 'One of the 11 types of DDAS, or municipal taxes.' }),
  ground: z.strictObject({
    name: boundedText(200, 'The legal ground on which this creditor passes signals on.'),
    validFrom: day('First day on which the ground holds.'),
    validTo: day('Last day on which the ground holds; absent: no end known.').optional(),
  }),
  allowedFields: z
    .array(z.enum(GROUNDED_FIELDS))
    .max(GROUNDED_FIELDS.length)
    .meta({ description: 'Fields beyond the minimum that the ground covers.' }),
  municipalities: z.union([
    z.literal('all'),
    z
      .array(municipalityCode('A municipality that has an agreement with this creditor.'))
      .min(1)
      .max(MUNICIPALITIES_MAX),
  ]),
  topics: z
    .array(
      notation(
        '^signals\\.[a-z]{1,20}(?:\\.[a-z0-9-]{1,63})?$',
        100,
        'A topic on which this creditor writes.',
      ),
    )
    .min(1)
    .max(2),
  status: z.enum(['active', 'suspended']),
  customerReferenceMayBeBsn: z.boolean().meta({
    description: 'This creditor is known to use the BSN as customer number: its references are checked too.',
  }),
});

/** The registry of creditors as a document: loaded by `eropaf creditors load FILE`, kept in versions. */
export const creditorRegistrySchema = z
  .strictObject({
    switchedOnTypes: z.array(z.enum(CREDITOR_TYPES)).max(CREDITOR_TYPES.length).optional().meta({
      description: 'Types that ship switched off (Hypotheek, Gemeentelijke belastingen) and are on here.',
    }),
    creditors: z.array(creditorSchema).min(1).max(CREDITORS_MAX),
  })
  .meta({
    title: 'CreditorRegistry',
    description: 'Who may report what, about which municipality, on which topic.',
  });

export type CreditorRegistryDocument = z.infer<typeof creditorRegistrySchema>;

/** One creditor, with what follows from its type. */
export type Creditor = Readonly<z.infer<typeof creditorSchema>> & {
  readonly type: CreditorType;
  /** The type as DDAS knows it, which is the sector of decisions and figures. */
  readonly partnerType: PartnerType;
  readonly topicSector: TopicSector;
};

/** Pure lookup over one version of the registry. */
export class CreditorRegistry {
  readonly #bySource: ReadonlyMap<string, Creditor>;
  readonly #byId: ReadonlyMap<string, Creditor>;

  readonly #topicsOfBsn: ReadonlySet<string>;

  private constructor(creditors: readonly Creditor[]) {
    this.#topicsOfBsn = new Set(
      creditors.filter((one) => one.customerReferenceMayBeBsn).flatMap(({ topics }) => topics),
    );
    this.#byId = new Map(creditors.map((creditor) => [creditor.id, creditor]));
    this.#bySource = new Map(
      creditors.flatMap((creditor) => creditor.sources.map((source) => [source, creditor])),
    );
  }

  /** Checks a document wholly: its shape, and the relations between creditors. Every fault is named together. */
  static compile(document: unknown): Parsed<CreditorRegistry> {
    const parsed = creditorRegistrySchema.safeParse(document);
    if (!parsed.success)
      return { ok: false, faults: documentFaults(parsed.error, creditorRegistrySchema, document) };
    const faults = relationFaults(parsed.data);
    if (faults.length > 0) return { ok: false, faults };
    const creditors = parsed.data.creditors.map((creditor) => {
      const { partnerType, topicSector } = CREDITOR_TYPE_FACTS[creditor.type];
      return Object.freeze({ ...creditor, partnerType, topicSector });
    });
    return { ok: true, value: new CreditorRegistry(creditors) };
  }

  /** The creditor of a source, on whatever topic. */
  bySource(source: string): Creditor | undefined {
    return this.#bySource.get(source);
  }

  byId(id: string): Creditor | undefined {
    return this.#byId.get(id);
  }

  /** The creditor when its source may write on this topic; a signal counts for no other. */
  admitted(source: string, topic: string): Creditor | undefined {
    const creditor = this.#bySource.get(source);
    return creditor?.topics.includes(topic) === true ? creditor : undefined;
  }

  /** Whether any creditor of this topic is known to use the BSN as customer number. */
  mayReferencesBeBsnOn(topic: string): boolean {
    return this.#topicsOfBsn.has(topic);
  }

  /** All creditors in the order of their ids. */
  creditors(): readonly Creditor[] {
    return [...this.#byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every topic on which signals arrive, sorted; these are the topics that intake reads. */
  signalTopics(): readonly string[] {
    return [...new Set(this.creditors().flatMap((creditor) => creditor.topics))].sort();
  }

  /** Every topic on which creditors are told, sorted. */
  feedbackTopics(): readonly string[] {
    return this.creditors().map((creditor) => feedbackTopic(creditor.id));
  }
}

function relationFaults(document: CreditorRegistryDocument): readonly DocumentFault[] {
  const faults: DocumentFault[] = [];
  const ids = new Set<string>();
  const sources = new Set<string>();
  const switchedOn = new Set<CreditorType>(document.switchedOnTypes ?? []);
  document.creditors.forEach((creditor, index) => {
    const at = (path: string): string => `creditors.${index}.${path}`;
    const { topicSector, shipsSwitchedOn } = CREDITOR_TYPE_FACTS[creditor.type];
    if (ids.has(creditor.id)) faults.push({ path: at('id'), message: 'another creditor has this id' });
    ids.add(creditor.id);
    creditor.sources.forEach((source, place) => {
      if (sources.has(source))
        faults.push({ path: at(`sources.${place}`), message: 'this source is registered already' });
      sources.add(source);
    });
    const allowed = [sectorTopic(topicSector), creditorTopic(topicSector, creditor.id)];
    creditor.topics.forEach((topic, place) => {
      if (!allowed.includes(topic)) {
        faults.push({ path: at(`topics.${place}`), message: `must be one of ${allowed.join(', ')}` });
      }
    });
    const { validFrom, validTo } = creditor.ground;
    if (validTo !== undefined && validTo < validFrom) {
      faults.push({ path: at('ground.validTo'), message: 'lies before validFrom' });
    }
    if (creditor.status === 'active' && !shipsSwitchedOn && !switchedOn.has(creditor.type)) {
      faults.push({
        path: at('status'),
        message: `type ${creditor.type} is switched off; name it in switchedOnTypes to switch it on`,
      });
    }
  });
  return faults;
}
