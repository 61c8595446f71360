import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationInvalid, readConfiguration } from './configuration.js';
import { kafkaAccess } from './kafka-access.js';

const PASSWORD = 'never-in-a-fault';
const folder = mkdtempSync(join(tmpdir(), 'eropaf-access-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const environment = (kafka: Readonly<Record<string, string>>) => ({
  EROPAF_ENV: 'test',
  EROPAF_KAFKA_BROKERS: 'one.example:9093,two.example:9093',
  EROPAF_POSTGRES_HOST: 'localhost',
  EROPAF_POSTGRES_PORT: '5432',
  EROPAF_POSTGRES_DATABASE: 'eropaf',
  EROPAF_REDIS_URL: 'redis://localhost:6379/0',
  ...kafka,
});
const accessOf = (kafka: Readonly<Record<string, string>>) =>
  kafkaAccess(readConfiguration([], environment(kafka)));

function faultsOf(kafka: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfiguration([], environment(kafka));
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.faults;
    throw error;
  }
  return [];
}

describe('the way to Kafka', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is open when nothing is said', () => {
    expect(accessOf({})).toEqual({ brokers: ['one.example:9093', 'two.example:9093'] });
  });

  it('is encrypted and logged in as told', () => {
    const login = { EROPAF_KAFKA_USERNAME: 'eropaf-intake', EROPAF_KAFKA_PASSWORD: PASSWORD };
    expect(accessOf({ EROPAF_KAFKA_TLS: 'on', EROPAF_KAFKA_SASL: 'scram-sha-512', ...login })).toMatchObject({
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'eropaf-intake', password: PASSWORD },
    });
    const ca = file('ca.pem', certificate);
    expect(accessOf({ EROPAF_KAFKA_TLS: 'on', EROPAF_KAFKA_TLS_CA_FILE: ca })).toMatchObject({
      ssl: { ca: certificate },
    });
  });

  it('names each half of a login that is missing', () => {
    expect(faultsOf({ EROPAF_KAFKA_SASL: 'plain' })).toEqual([
      'EROPAF_KAFKA_USERNAME: is needed by EROPAF_KAFKA_SASL=plain',
      'EROPAF_KAFKA_PASSWORD: is needed by EROPAF_KAFKA_SASL=plain',
    ]);
  });

  it('does not come in as nobody when a password was given', () => {
    expect(faultsOf({ EROPAF_KAFKA_PASSWORD: PASSWORD })).toEqual([
      'EROPAF_KAFKA_PASSWORD: is given, but EROPAF_KAFKA_SASL does not say how to log in',
    ]);
  });

  it('does not take certificates for encryption', () => {
    expect(faultsOf({ EROPAF_KAFKA_TLS_CA_FILE: file('unused.pem', certificate) })).toEqual([
      'EROPAF_KAFKA_TLS_CA_FILE: is given, but EROPAF_KAFKA_TLS is not on',
    ]);
  });

  it('says what is wrong with the file of certificates', () => {
    const absent = { EROPAF_KAFKA_TLS: 'on', EROPAF_KAFKA_TLS_CA_FILE: join(folder, 'absent.pem') };
    expect(faultsOf(absent)).toEqual(['EROPAF_KAFKA_TLS_CA_FILE: the file cannot be read (ENOENT)']);
    const other = { EROPAF_KAFKA_TLS: 'on', EROPAF_KAFKA_TLS_CA_FILE: file('ca.jks', 'not this') };
    expect(faultsOf(other)).toEqual(['EROPAF_KAFKA_TLS_CA_FILE: the file holds no certificate in PEM']);
  });

  it('is never open in production', () => {
    const fault =
      'EROPAF_KAFKA_TLS, EROPAF_KAFKA_SASL: production speaks to Kafka encrypted and logged in only';
    const login = {
      EROPAF_KAFKA_SASL: 'scram-sha-512',
      EROPAF_KAFKA_USERNAME: 'eropaf-intake',
      EROPAF_KAFKA_PASSWORD: PASSWORD,
    };
    const production = { EROPAF_ENV: 'production' };
    expect(faultsOf(production)).toContain(fault);
    expect(faultsOf({ ...production, ...login })).toContain(fault);
    expect(faultsOf({ ...production, EROPAF_KAFKA_TLS: 'on' })).toContain(fault);
    expect(faultsOf({ ...production, ...login, EROPAF_KAFKA_TLS: 'on' })).not.toContain(fault);
  });
});
