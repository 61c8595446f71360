import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreditorRegistry, parsePolicy, toDomainPolicy, validateSignalFile } from './index.js';

const deploy = path.resolve(__dirname, '../../../deploy');
const dordrecht = readFileSync(path.join(deploy, 'municipalities/dordrecht.yaml'), 'utf8');
const registry = readFileSync(path.join(deploy, 'creditors/demo.json'), 'utf8');
const signal = readFileSync(path.resolve(__dirname, '../../../docs/examples/signaal.json'), 'utf8');

/** A text with one piece replaced: nearly readable, which is what people write. */
const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(20),
      fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', '-1', '{}', '[]', ': ', '\n', '1e9', 'null')),
    )
    .map(([place, length, piece]) => text.slice(0, place) + piece + text.slice(place + length));

it('any-configuration-is-read-or-every-fault-has-a-place', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), damaged(dordrecht)), (text) => {
      const parsed = parsePolicy(text);
      if (parsed.ok) expect(toDomainPolicy(parsed.value, 1).plans.at(-1)?.when).toEqual({});
      else
        expect(parsed.faults.every(({ path: place, message }) => place !== '' && message !== '')).toBe(true);
      if (!parsed.ok) expect(parsed.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

it('any-registry-compiles-or-names-its-faults', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged(registry)), (value) => {
      let document: unknown = value;
      try {
        document = typeof value === 'string' ? JSON.parse(value) : value;
      } catch {
        return;
      }
      const compiled = CreditorRegistry.compile(document);
      if (!compiled.ok) expect(compiled.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

it('any-file-gets-a-verdict-for-each-message', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damaged(signal)), (text) => {
      const verdicts = validateSignalFile(text, { receiptMs: Date.parse('2026-03-24T12:00:00Z') });
      expect(verdicts.length).toBeGreaterThan(0);
      for (const { verdict, faults } of verdicts) expect(faults.length > 0).toBe(verdict === 'refused');
    }),
    { numRuns: 500 },
  );
});
