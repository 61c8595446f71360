import { CreditorRegistry, creditorRegistrySchema } from './index.js';

const woonbaken = {
  id: 'woonbaken',
  name: 'Woonbaken',
  sources: ['urn:nld:kvknr:12345678'],
  type: 'Huur',
  ground: { name: 'Bgs art. 2', validFrom: '2021-01-01' },
  allowedFields: ['telefoonnummer'],
  municipalities: 'all',
  topics: ['signals.huur', 'signals.huur.woonbaken'],
  status: 'active',
  customerReferenceMayBeBsn: false,
};

const faultsOf = (document: unknown): string[] => {
  const compiled = CreditorRegistry.compile(document);
  return compiled.ok ? [] : compiled.faults.map(({ path }) => path);
};

it('finds the creditor of a source on its own topics only', () => {
  const compiled = CreditorRegistry.compile({ creditors: [woonbaken] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const registry = compiled.value;
  expect(registry.admitted('urn:nld:kvknr:12345678', 'signals.huur.woonbaken')?.id).toBe('woonbaken');
  expect(registry.admitted('urn:nld:kvknr:12345678', 'signals.zorg')).toBeUndefined();
  expect(registry.bySource('urn:nld:kvknr:12345678')?.partnerType).toBe('Huur');
  expect(registry.byId('nobody')).toBeUndefined();
  expect(registry.signalTopics()).toEqual(['signals.huur', 'signals.huur.woonbaken']);
  expect(registry.feedbackTopics()).toEqual(['signals.feedback.woonbaken']);
});

it('names every fault of shape together', () => {
  expect(
    faultsOf({ creditors: [{ ...woonbaken, id: 'Woon Baken', sources: ['x'], type: 'Bank', extra: 1 }] }),
  ).toEqual(['creditors.0.id', 'creditors.0.sources.0', 'creditors.0.type', 'creditors.0.extra']);
  expect(faultsOf(null)).toEqual(['(document)']);
});

it('names every fault between creditors together', () => {
  const second = {
    ...woonbaken,
    topics: ['signals.zorg', 'signals.huur.other'],
    ground: { name: 'x', validFrom: '2024-01-01', validTo: '2023-12-31' },
  };
  expect(faultsOf({ creditors: [woonbaken, second] })).toEqual([
    'creditors.1.id',
    'creditors.1.sources.0',
    'creditors.1.topics.0',
    'creditors.1.topics.1',
    'creditors.1.ground.validTo',
  ]);
});

it.each(['Hypotheek', 'Gemeentelijke belastingen'])('%s ships switched off', (type) => {
  const creditor = { ...woonbaken, type, topics: ['signals.overige'] };
  expect(faultsOf({ creditors: [creditor] })).toEqual(['creditors.0.status']);
  expect(faultsOf({ creditors: [{ ...creditor, status: 'suspended' }] })).toEqual([]);
  expect(faultsOf({ switchedOnTypes: [type], creditors: [creditor] })).toEqual([]);
});

it('the schema has no place for a secret or a person', () => {
  expect(creditorRegistrySchema.safeParse({ creditors: [{ ...woonbaken, password: 'x' }] }).success).toBe(
    false,
  );
});
