import { stringify } from 'yaml';
import { recordHeadersSchema } from '../cloud-event.js';
import { EVENT_TYPES, TOPIC_SECTORS } from '../event-types.js';
import { feedbackDataSchema } from '../feedback-data.js';
import { eventId, signalDataSchema, withdrawalDataSchema } from '../signal-data.js';
import { TOPIC_CONFIGURATION } from '../topic-configuration.js';
import { embeddedSchema } from './json-schemas.js';

const ref = (path: string): { $ref: string } => ({ $ref: `#/${path}` });

/** What the binding of AsyncAPI has a word for. */
const configured = { 'retention.ms': Number(TOPIC_CONFIGURATION['retention.ms']) };

function message(name: string, title: string, key: string, summary: string): Record<string, unknown> {
  return {
    name,
    title,
    summary,
    contentType: 'application/json',
    headers: ref('components/schemas/RecordHeaders'),
    payload: ref(`components/schemas/${title}`),
    bindings: { kafka: { key: { ...embeddedSchema(eventId(key)) }, bindingVersion: '0.5.0' } },
  };
}

const sectorParameter = { description: 'Group of creditors.', enum: [...TOPIC_SECTORS] };
const creditorParameter = { description: 'Id of the creditor in the registry.', examples: ['woonbaken'] };
const kafka = { kafka: { topicConfiguration: configured, bindingVersion: '0.5.0' } };
const received = {
  signaalGemeld: ref('components/messages/SignaalGemeld'),
  signaalIngetrokken: ref('components/messages/SignaalIngetrokken'),
};

const channels = {
  sector: {
    address: 'signals.{sector}',
    description: 'Shared by producers that trust each other, such as a gateway.',
    parameters: { sector: sectorParameter },
    messages: received,
    bindings: kafka,
  },
  creditor: {
    address: 'signals.{sector}.{creditor}',
    description: 'Of one creditor with credentials of its own; the broker’s ACL proves the source.',
    parameters: { sector: sectorParameter, creditor: creditorParameter },
    messages: received,
    bindings: kafka,
  },
  feedback: {
    address: 'signals.feedback.{creditor}',
    description: 'What one creditor hears; readable by that creditor only. At least once.',
    parameters: { creditor: creditorParameter },
    messages: { terugkoppeling: ref('components/messages/Terugkoppeling') },
    bindings: kafka,
  },
};

const operations = {
  receiveFromSector: {
    action: 'receive',
    channel: ref('channels/sector'),
    summary: 'Intake reads signals and withdrawals.',
    messages: [
      ref('channels/sector/messages/signaalGemeld'),
      ref('channels/sector/messages/signaalIngetrokken'),
    ],
  },
  receiveFromCreditor: {
    action: 'receive',
    channel: ref('channels/creditor'),
    summary: 'Intake reads signals and withdrawals of one creditor.',
    messages: [
      ref('channels/creditor/messages/signaalGemeld'),
      ref('channels/creditor/messages/signaalIngetrokken'),
    ],
  },
  sendFeedback: {
    action: 'send',
    channel: ref('channels/feedback'),
    summary: 'The creditor is told what became of a record.',
    messages: [ref('channels/feedback/messages/terugkoppeling')],
  },
};

/** Headers of a feedback event: the same binding, with the pipeline as source. */
function feedbackHeaders(): Record<string, unknown> {
  const headers = structuredClone(embeddedSchema(recordHeadersSchema)) as {
    properties: Record<string, unknown>;
  };
  headers.properties['ce_type'] = { type: 'string', const: EVENT_TYPES.feedback };
  return {
    ...headers,
    title: 'FeedbackHeaders',
    description: 'Headers of a feedback, CloudEvents 1.0 binary mode.',
  };
}

/** The AsyncAPI 3 document of the pipeline, as YAML. Made from the contract schemas alone, so it cannot disagree. */
export function asyncApiDocument(): string {
  const signal = message(EVENT_TYPES.signal, 'SignaalGemeld', 'Equal to ce_id.', 'Arrears of one customer.');
  const withdrawal = message(
    EVENT_TYPES.withdrawal,
    'SignaalIngetrokken',
    'Id of the signal that is withdrawn (ingetrokkenSignaal), so that both lie in one partition.',
    'An earlier signal is withdrawn: the resident paid, or it should not have been sent.',
  );
  const feedback = {
    ...message(
      EVENT_TYPES.feedback,
      'Terugkoppeling',
      'Event id of the record that it is about.',
      'What the creditor hears.',
    ),
    headers: ref('components/schemas/FeedbackHeaders'),
  };
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Eropaf: vroegsignalering van schulden',
      version: '1.0.0',
      description:
        'Signals of creditors to municipalities, and what they hear. CloudEvents 1.0 (NL GOV profile), binary mode over Kafka. At most 64 KB a record.',
      license: { name: 'EUPL-1.2', url: 'https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: {
      messages: { SignaalGemeld: signal, SignaalIngetrokken: withdrawal, Terugkoppeling: feedback },
      schemas: {
        SignaalGemeld: embeddedSchema(signalDataSchema),
        SignaalIngetrokken: embeddedSchema(withdrawalDataSchema),
        Terugkoppeling: embeddedSchema(feedbackDataSchema),
        RecordHeaders: embeddedSchema(recordHeadersSchema),
        FeedbackHeaders: feedbackHeaders(),
      },
    },
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
