import { canonicalJson, dataHash, signalIdOf, type JsonObject } from './index.js';

it('writes the example of RFC 8785, section 3.2.2', () => {
  const input = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  ) as JsonObject;
  expect(canonicalJson(input)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it('sorts members by UTF-16 code units, as section 3.2.3 wants', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const object = Object.fromEntries(names.map((name) => [name, 0]));
  const written = JSON.parse(canonicalJson(object)) as JsonObject;
  expect(Object.keys(written)).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
});

it('refuses what the RFC forbids, and leaves out what is undefined', () => {
  expect(() => canonicalJson('\ud800')).toThrow(RangeError);
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
});

it('hashes to 32 bytes that do not depend on the order of members', () => {
  expect(dataHash({ a: 1, b: { c: 'x', d: 2 } })).toEqual(dataHash({ b: { d: 2, c: 'x' }, a: 1 }));
  expect(dataHash({})).toHaveLength(32);
});

it('gives one id to one source and event id, in uuid notation', () => {
  expect(signalIdOf('urn:nld:kvknr:12345678', 'a')).toBe(signalIdOf('urn:nld:kvknr:12345678', 'a'));
  expect(signalIdOf('urn:nld:kvknr:12345678', 'a')).not.toBe(signalIdOf('urn:nld:kvknr:12345678', 'b'));
  expect(signalIdOf('x', 'y')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
});
