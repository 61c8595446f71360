import { EVENT_TYPES, type FaultCode } from '#contracts';
import { Choices, type Sender } from './base-message.js';
import type { Wanted } from './data-changes.js';
import type { Change, EnvelopeChange } from './fuzz-plan.js';

type Header = readonly [name: string, value: Buffer];

const REQUIRED = ['ce_specversion', 'ce_type', 'ce_source', 'ce_id', 'content-type'];
const OPTIONAL = ['ce_time', 'ce_dataschema', 'ce_traceparent', 'ce_tracestate'];
const CODE_OF_VALUE: Readonly<Record<string, FaultCode>> = {
  ce_specversion: 'unknown-value',
  ce_type: 'unknown-value',
  'content-type': 'content-type',
};

/** No header takes any of these. */
const BAD_VALUES: readonly Buffer[] = [
  Buffer.from(''),
  Buffer.from('Kanarie\u0000'),
  Buffer.from('\u202eKanarie'),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('Kanarie'.repeat(2_000)),
  Buffer.from('é'),
  Buffer.from('\n'),
];
const UNKNOWN_ATTRIBUTES = ['ce_bedacht', 'CE_ID', 'ce-id', 'ce_', 'ce_datacontenttype'];
const OTHER_HEADERS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'kanarie\u0000',
  '\u202e',
  'x'.repeat(300),
  'traceparent',
];

/** What was done to key and headers, and which faults that must lead to. */
export class EnvelopeUnderChange {
  headers: Header[];
  key: Buffer | null;
  readonly touched = new Set<string>();
  /** Headers whose value nobody can rely on any more. */
  readonly lost = new Set<string>();
  private wanted: Wanted[] = [];

  constructor(event: 'signal' | 'withdrawal', sender: Sender, id: string, key: string) {
    const entries = [
      ['ce_specversion', '1.0'],
      ['ce_type', EVENT_TYPES[event]],
      ['ce_source', sender.source],
      ['ce_id', id],
      ['content-type', 'application/json'],
    ] as const;
    this.headers = entries.map(([name, text]) => [name, Buffer.from(text)]);
    this.key = Buffer.from(key);
  }

  get faults(): readonly Wanted[] {
    return this.wanted;
  }

  apply({ kind, pick, place }: Change<EnvelopeChange>, sources: readonly string[]): void {
    const choices = new Choices(pick);
    const name = REQUIRED[place % REQUIRED.length] ?? 'ce_id';
    switch (kind) {
      case 'drop':
        return this.replace(name, [], 'missing');
      case 'double':
        return this.double(name, choices);
      case 'value': {
        const any = [...REQUIRED, ...OPTIONAL][place % (REQUIRED.length + OPTIONAL.length)] ?? name;
        return this.replace(any, [choices.of(BAD_VALUES)], CODE_OF_VALUE[any] ?? 'malformed');
      }
      case 'unknown':
        this.headers.push([choices.of(UNKNOWN_ATTRIBUTES), Buffer.from('Kanarie')]);
        return this.want('/headers', 'unknown-member');
      case 'extra':
        this.headers.push([choices.of(OTHER_HEADERS), Buffer.from('Kanarie')]);
        return;
      case 'crowd': {
        const count = choices.upTo(50) === 49 ? 10_000 : choices.of([33, 40, 100]);
        for (let nth = 0; nth < count; nth += 1) this.headers.push([`x${nth}`, Buffer.from('Kanarie')]);
        return this.want('/headers', 'too-many-headers');
      }
      case 'source': {
        const source = choices.of([...sources, 'urn:nld:kvknr:00000000', 'urn:nld:oin:00000000000000000000']);
        this.replace('ce_source', [Buffer.from(source)], null);
        return;
      }
      case 'key':
        this.key = choices.of([
          null,
          Buffer.from(''),
          Buffer.from('kanarie'),
          Buffer.from([0, 255]),
          Buffer.alloc(5_000, 'k'),
        ]);
        this.touched.add('/key');
        return;
      case 'receipt':
        this.headers.push([
          'simulatedreceipt',
          choices.of([Buffer.from('2020-01-01T00:00:00Z'), Buffer.from('ooit')]),
        ]);
        return this.want('/headers/simulatedreceipt', 'simulated-receipt');
    }
  }

  private double(name: string, choices: Choices): void {
    const found = this.headers.find(([one]) => one === name);
    if (found === undefined) return;
    this.lose(name);
    this.headers.push([name, choices.upTo(2) === 0 ? found[1] : Buffer.from('Kanarie')]);
    this.want(`/headers/${name}`, 'doubled-header');
  }

  private replace(name: string, values: readonly Buffer[], code: FaultCode | null): void {
    this.lose(name);
    this.headers = this.headers.filter(([one]) => one !== name);
    for (const value of values) this.headers.push([name, value]);
    if (code !== null) this.want(`/headers/${name}`, code);
  }

  private lose(name: string): void {
    this.lost.add(name);
    this.touched.add(`/headers/${name}`);
    this.wanted = this.wanted.filter(({ pointer }) => pointer !== `/headers/${name}`);
  }

  private want(pointer: string, code: FaultCode): void {
    this.touched.add(pointer);
    this.wanted.push({ pointer, code });
  }
}
