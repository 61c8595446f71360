import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreditorRegistry, parsePolicy, toDomainPolicy } from './index.js';

const deploy = path.resolve(__dirname, '../../../deploy');
const read = (file: string): string => readFileSync(path.join(deploy, file), 'utf8');

describe('what is shipped', () => {
  const registry = CreditorRegistry.compile(JSON.parse(read('creditors/demo.json')));
  const policy = parsePolicy(read('municipalities/dordrecht.yaml'));

  it('the demo registry compiles, with mortgage and municipal taxes switched off', () => {
    if (!registry.ok) throw new Error(JSON.stringify(registry.faults));
    const creditors = registry.value.creditors();
    const off = creditors.filter(({ type }) => ['Hypotheek', 'Gemeentelijke belastingen'].includes(type));
    expect(off.map(({ status }) => status)).toEqual(['suspended', 'suspended']);
    expect(new Set(creditors.map(({ topicSector }) => topicSector)).size).toBe(5);
    expect(registry.value.signalTopics()).toContain('signals.huur.woonbaken');
    expect(registry.value.feedbackTopics()).toContain('signals.feedback.woonbaken');
  });

  it('the policy of Dordrecht is read, and becomes the policy of the domain', () => {
    if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
    const domain = toDomainPolicy(policy.value, 1);
    expect(domain).toMatchObject({
      municipality: 'GM0505',
      thresholdCents: 2_500,
      repeatWindowDays: 182,
      matchingPeriod: { kind: 'calendar-month' },
      arrearsAgeDays: { Zorg: { min: 30, max: 100 }, Huur: { min: 30, max: null } },
      executors: {
        calls: 'external:demo',
        'house-visits': 'external:demo',
        letters: 'worker',
        messages: 'desk',
      },
    });
    for (const { steps, name } of domain.plans) {
      const personal = new Set(
        steps.map(({ channel }) => channel).filter((channel) => channel !== 'letters'),
      );
      expect([name, steps.length >= 4, personal.size >= 2]).toEqual([name, true, true]);
    }
  });
});
