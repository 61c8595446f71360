import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreditorRegistry,
  FAULTS,
  FEEDBACK_WORDS,
  openRecord,
  parsePolicy,
  toServedMunicipality,
  validateSignalFile,
  type RawRecord,
} from './index.js';

const project = path.resolve(__dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(project, file), 'utf8');
const page = read('docs/creditors.md');
const receiptMs = Date.parse('2026-03-24T12:00:00Z');

/** The records that the kcat commands of the page would send. */
function recordsOfPage(): RawRecord[] {
  const topic = /TOPIC=(\S+)/.exec(page)?.[1] ?? '';
  const commands = page.replaceAll('\\\n', ' ').match(/kcat -P .*/g) ?? [];
  return commands.map((command) => ({
    topic,
    key: Buffer.from(/-k (\S+)/.exec(command)?.[1] ?? ''),
    value: readFileSync(path.join(project, /(\S+)$/.exec(command)?.[1] ?? '')),
    headers: [...command.matchAll(/-H ([^=]+)=(\S+)/g)].map(
      ([, name, value]) => [name ?? '', Buffer.from(value ?? '')] as const,
    ),
  }));
}

it('the commands on the page send records that the door opens', () => {
  const registry = CreditorRegistry.compile(JSON.parse(read('deploy/creditors/demo.json')));
  const policy = parsePolicy(read('deploy/municipalities/dordrecht.yaml'));
  if (!registry.ok || !policy.ok) throw new Error('the examples are not readable');
  const context = {
    registry: registry.value,
    receiptMs,
    servedMunicipality: () => toServedMunicipality(policy.value),
  };
  expect(recordsOfPage().map((record) => openRecord(record, context).kind)).toEqual(['signal', 'withdrawal']);
});

it('the example files pass the offline verdict', () => {
  for (const file of ['docs/examples/signaal.json', 'docs/examples/intrekking.json']) {
    expect(validateSignalFile(read(file), { receiptMs })).toMatchObject([{ faults: [] }]);
  }
});

it('the page explains every fault and every word of feedback, and no other', () => {
  const codes = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| ([A-Z].*?) *\|$/gm)].map(([, code, text]) => [
    code,
    text,
  ]);
  expect(codes).toEqual(Object.entries(FAULTS));
  for (const word of Object.values(FEEDBACK_WORDS)) expect(page).toContain(`| \`${word}\``);
});
