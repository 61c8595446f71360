import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { MunicipalityCode } from '#domain';
import Fastify from 'fastify';

import { ConnectionsInvalid, openConnections } from './connections.js';
import { HttpKnownHelp } from './known-help/http-known-help.js';
import type { SoughtResident } from './resident-register.js';

const sought: SoughtResident = {
  municipality: 'GM0505' as MunicipalityCode,
  bsn: '000000012',
  initials: 'S',
  firstNames: null,
  prefix: null,
  surname: 'Verzonnen',
  birthDate: null,
  postcode: '3311AB',
  houseNumber: 12,
  houseLetter: null,
  houseAddition: null,
  street: null,
  place: null,
};

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConnectionsInvalid) return error.faults;
    throw error;
  }
  return [];
}

describe('the file of registers', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eropaf-registers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const write = (content: unknown): string => {
    writeFileSync(path('registers.json'), typeof content === 'string' ? content : JSON.stringify(content));
    return path('registers.json');
  };

  test('names all its faults at once and none of its values', () => {
    const file = write({
      brp: {
        GM0505: { url: 'http://brp.example/personen', apiKeyFile: 'secret-name' },
        Dordrecht: { url: 'https://brp.example' },
      },
      other: {},
    });
    const faults = faultsOf(() => openConnections(file));
    expect(faults).toEqual([
      expect.stringContaining('must be https'),
      expect.stringContaining('Dordrecht'),
      expect.stringContaining('other'),
    ]);
    expect(faults.join(' ')).not.toMatch(/secret-name|example/);
    expect(() => openConnections(write('{'))).toThrow('it is not JSON');
    expect(() => openConnections(path('absent.json'))).toThrow('cannot be read');
    const noKey = write({ brp: { GM0505: { url: 'https://brp.example', apiKeyFile: 'absent.key' } } });
    expect(() => openConnections(noKey)).toThrow('brp.GM0505: the file cannot be read');
  });

  test('a certificate of our own is shown to the register, and the key of this municipality', async () => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=Verzonnen CA',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    for (const name of ['server', 'client']) {
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      );
      writeFileSync(path(`${name}.ext`), 'subjectAltName=IP:127.0.0.1');
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      );
    }
    writeFileSync(path('api.key'), 'verzonnen-sleutel\n');
    const seen: unknown[] = [];
    const app = Fastify({
      https: {
        cert: readFileSync(path('server.pem')),
        key: readFileSync(path('server.key')),
        ca: readFileSync(path('ca.pem')),
        requestCert: true,
        rejectUnauthorized: true,
      },
      forceCloseConnections: true,
    });
    app.post('/bekend', (request) => {
      const { CN } = (request.raw.socket as TLSSocket).getPeerCertificate().subject;
      seen.push({ certificate: CN, key: request.headers['x-api-key'], body: request.body });
      return { bekend: true, soort: 'schuldhulp', hulpverlener: 'Sociaal Wijkteam' };
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}/bekend`;
    const way = { url, apiKeyFile: 'api.key', authorityFile: 'ca.pem' };
    const ask = async (more: object) => {
      const opened = openConnections(write({ knownHelp: { GM0505: { ...way, ...more } } }));
      const client = opened.knownHelp.get('GM0505');
      if (client === undefined) throw new Error('a way for the municipality');
      return new HttpKnownHelp(client)
        .find(sought, new AbortController().signal, () => Promise.resolve())
        .finally(() => opened.close());
    };
    try {
      expect(await ask({ certificateFile: 'client.pem', certificateKeyFile: 'client.key' })).toEqual({
        kind: 'known-at-debt-help',
        helper: 'Sociaal Wijkteam',
      });
      // No BSN: whoever helps is asked by name and address.
      expect(seen).toEqual([
        {
          certificate: 'client',
          key: 'verzonnen-sleutel',
          body: {
            gemeentecode: 'GM0505',
            voorletters: 'S',
            achternaam: 'Verzonnen',
            postcode: '3311AB',
            huisnummer: 12,
          },
        },
      ]);
      await expect(ask({})).rejects.toMatchObject({ code: 'no-connection' });
      await expect(ask({ authorityFile: 'client.pem' })).rejects.toMatchObject({ code: 'no-connection' });
    } finally {
      await app.close();
    }
  });
});
