import { problemSchema } from '#contracts';

import { demoToken, DeskFixture, period, reachedCall } from './desk-fixture.js';

describe('the API of the desk as a whole', () => {
  let desk: DeskFixture;
  beforeAll(async () => {
    desk = await DeskFixture.start();
  });
  afterAll(() => desk.stop());
  const raw = (options: Parameters<DeskFixture['http']['inject']>[0]): ReturnType<typeof inject> =>
    inject(options);
  async function inject(options: Parameters<DeskFixture['http']['inject']>[0]): Promise<{
    status: number;
    headers: Record<string, unknown>;
    text: string;
  }> {
    const response = await desk.http.inject(options as object);
    return { status: response.statusCode, headers: response.headers, text: response.body };
  }

  test('every answer names the version; no answer is kept by anybody', async () => {
    for (const url of ['/v1/taken', '/v1/openapi.json', '/v1/bestaat-niet']) {
      const { headers } = await raw({ method: 'GET', url });
      expect(headers['api-version']).toBe('1.0.0');
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  test('the description of the API is public, and no path asks for a name', async () => {
    const { status, headers, text } = await raw({ method: 'GET', url: '/v1/openapi.json' });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe('*');
    const document = JSON.parse(text) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toMatch(/^3\.0/);
    expect(Object.keys(document.paths)).toContain('/v1/taken/{taakId}/claim');
    const parameters = Object.keys(document.paths)
      .join(' ')
      .match(/\{[^}]+\}/g);
    expect(new Set(parameters)).toEqual(
      new Set([
        '{taakId}',
        '{adresId}',
        '{persoonId}',
        '{periodeStart}',
        '{markeringId}',
        '{signaalId}',
        '{soort}',
      ]),
    );
  });

  test('a path that cannot be read, or is far too long, is refused as everything else', async () => {
    const headers = { authorization: `Bearer ${demoToken}.GM0505.team-lead.noor` };
    const unreadable = await raw({ method: 'GET', url: '/v1/zaken/%zz/2026-03-01', headers });
    expect(unreadable.status).toBe(404);
    expect(problemSchema.parse(JSON.parse(unreadable.text))).toMatchObject({ status: 404 });
    const long = await raw({ method: 'GET', url: `/v1/zaken/${'x'.repeat(3_000)}/maart`, headers });
    expect(long.headers['content-type']).toBe('application/problem+json');
    expect(problemSchema.parse(JSON.parse(long.text)).fouten).toEqual([
      { in: 'path', pointer: '/adresId', code: 'malformed' },
      { in: 'path', pointer: '/periodeStart', code: 'malformed' },
    ]);
  });

  test('without a good token nothing is said', async () => {
    const tokens = [
      undefined,
      'Bearer',
      `Bearer ${demoToken}`,
      `Bearer wrong.GM0505.team-lead.noor`,
      `Bearer ${demoToken}.GM05.team-lead.noor`,
      `Bearer ${demoToken}.GM0505.mayor.noor`,
      `Bearer ${demoToken}.GM0505.external:.noor`,
      `Basic ${Buffer.from(`x:${demoToken}`).toString('base64')}`,
    ];
    for (const authorization of tokens) {
      const answer = await raw({
        method: 'GET',
        url: '/v1/taken',
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="eropaf"');
      expect(answer.headers['content-type']).toBe('application/problem+json');
      problemSchema.parse(JSON.parse(answer.text));
    }
  });

  test('an outside party may do its tasks and nothing else', async () => {
    const token = desk.token('external:demo', 'bo');
    const { personId, addressId } = await desk.person();
    const refused = await Promise.all([
      desk.post('/v1/zaken/zoeken', { telefoonnummer: '0612345678' }, token),
      desk.get(`/v1/zaken/${addressId}/${period}`, token),
      desk.post(`/v1/zaakpersonen/${personId}/${period}/afsluiten`, { eindresultaat: 'x' }, token),
      desk.post('/v1/personen/samenvoegen', {}, token),
    ]);
    expect(refused.map((answer) => answer.status)).toEqual([403, 403, 403, 403]);
    expect((await desk.get('/v1/taken', token)).status).toBe(200);
  });

  test('bad input gets every fault of path, query and body together, and no value', async () => {
    const answer = await desk.post('/v1/zaakpersonen/Jansen/2025-02-30/contactpogingen', {
      contactpogingId: 'geheim',
      contactpoging: { ...reachedCall, soort: 'Postduif', bereikt: 'geheim', kleur: 'geheim' },
      notitie: '',
    });
    expect(answer.status).toBe(400);
    expect(problemSchema.parse(answer.body).fouten).toEqual([
      { in: 'path', pointer: '/periodeStart', code: 'malformed' },
      { in: 'path', pointer: '/persoonId', code: 'malformed' },
      { in: 'body', pointer: '/contactpoging', code: 'unknown-member' },
      { in: 'body', pointer: '/contactpoging/bereikt', code: 'wrong-type' },
      { in: 'body', pointer: '/contactpoging/soort', code: 'unknown-value' },
      { in: 'body', pointer: '/contactpogingId', code: 'malformed' },
      { in: 'body', pointer: '/notitie', code: 'malformed' },
    ]);
    expect(JSON.stringify(answer.body)).not.toMatch(/geheim|kleur|Postduif/);
    const query = await desk.get('/v1/taken?aantal=101&pagina=nul&status=weg');
    expect(query.body['fouten']).toEqual([
      { in: 'query', pointer: '/aantal', code: 'out-of-range' },
      { in: 'query', pointer: '/pagina', code: 'wrong-type' },
      { in: 'query', pointer: '/status', code: 'unknown-value' },
    ]);
    const empty = await desk.post(`/v1/zaakpersonen/${personless}/2025-03-01/afsluiten`, {});
    expect(empty.body['fouten']).toEqual([{ in: 'body', pointer: '/eindresultaat', code: 'missing' }]);
  });

  test('a body that is named and empty is none: optional where the document says so, else its members are missing', async () => {
    const { text } = await raw({ method: 'GET', url: '/v1/openapi.json' });
    const { paths } = JSON.parse(text) as {
      paths: Record<string, { post?: { requestBody?: { required?: boolean } } }>;
    };
    const headers = { authorization: `Bearer ${desk.token('team-lead', 'noor')}` };
    const json = { ...headers, 'content-type': 'application/json' };
    let optional = 0;
    for (const [path, { post }] of Object.entries(paths)) {
      if (post === undefined) continue;
      const isOptional = post.requestBody?.required !== true;
      optional += isOptional ? 1 : 0;
      const url = path
        .replace('{periodeStart}', period)
        .replace('{soort}', 'schuldhulp')
        .replaceAll(/\{\w+\}/g, personless);
      const none = await raw({ method: 'POST', url, headers });
      const empty = await raw({ method: 'POST', url, headers: json });
      const nothing = await raw({
        method: 'POST',
        url,
        headers: { ...json, 'content-length': '0' },
        payload: '',
      });
      expect([path, empty.status, empty.text]).toEqual([path, none.status, none.text]);
      expect([path, nothing.status, nothing.text]).toEqual([path, none.status, none.text]);
      expect([path, none.status === 400]).toEqual([path, !isOptional]);
      const ofNull = await raw({ method: 'POST', url, headers: json, payload: 'null' });
      expect([path, ofNull.status]).toEqual([path, 400]);
    }
    expect(optional).toBeGreaterThan(3);
    const taskId = await desk.task(await desk.person());
    const claimed = await raw({
      method: 'POST',
      url: `/v1/taken/${taskId}/claim`,
      headers: json,
      payload: '',
    });
    expect(claimed.status).toBe(200);
  });
  const personless = '00000000-0000-0000-0000-000000000000';

  test('what never reaches a route leaves as a problem too', async () => {
    const headers = { authorization: `Bearer ${desk.token('team-lead', 'noor')}` };
    const json = { ...headers, 'content-type': 'application/json' };
    const url = '/v1/zaken/zoeken';
    const cases = [
      { options: { method: 'POST', url, headers: json, payload: '{' }, status: 400 },
      { options: { method: 'POST', url, headers: json, payload: '{"__proto__":{"x":1}}' }, status: 400 },
      {
        options: {
          method: 'POST',
          url,
          headers: { ...headers, 'content-type': 'text/xml' },
          payload: '<a/>',
        },
        status: 415,
      },
      {
        options: { method: 'POST', url, headers: json, payload: `{"a":"${'x'.repeat(70_000)}"}` },
        status: 413,
      },
      { options: { method: 'GET', url: '/v1/bestaat-niet', headers }, status: 404 },
      { options: { method: 'DELETE', url: '/v1/taken', headers }, status: 404 },
    ] as const;
    for (const { options, status } of cases) {
      const answer = await raw(options);
      expect([options.url, answer.status]).toEqual([options.url, status]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(problemSchema.parse(JSON.parse(answer.text)).status).toBe(status);
    }
  });

  test('an error of ours says nothing of the inside', async () => {
    const broken = await DeskFixture.start();
    await broken.rows('drop table outreach_task cascade');
    const answer = await broken.get('/v1/taken');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: 'urn:problem-type:eropaf:internal-error',
      title: 'Er ging iets mis.',
      status: 500,
      detail: expect.any(String) as string,
      instance: '/v1/taken',
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/relation|outreach|select/i);
    await broken.stop();
  });
});
