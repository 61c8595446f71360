import { readFileSync } from 'node:fs';

/** The part of the configuration that says how Kafka is reached. */
export interface KafkaSettings {
  readonly EROPAF_ENV: 'development' | 'test' | 'production';
  readonly EROPAF_KAFKA_BROKERS: string;
  readonly EROPAF_KAFKA_TLS: 'off' | 'on';
  readonly EROPAF_KAFKA_TLS_CA_FILE?: string | undefined;
  readonly EROPAF_KAFKA_SASL: 'none' | 'scram-sha-512' | 'scram-sha-256' | 'plain';
  readonly EROPAF_KAFKA_USERNAME?: string | undefined;
  readonly EROPAF_KAFKA_PASSWORD?: string | undefined;
}

/** Where the brokers are, and how this process shows who it is; absent: not encrypted, not logged in. */
export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly ssl?: true | { readonly ca: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/**
 * What a Kafka client needs of the configuration; everybody who connects takes it from here, so that no process
 * forgets to log in.
 *
 * @throws when the file with certificates has gone since the configuration was read
 */
export function kafkaAccess(settings: KafkaSettings): KafkaAccess {
  const {
    EROPAF_KAFKA_SASL: mechanism,
    EROPAF_KAFKA_USERNAME: username = '',
    EROPAF_KAFKA_PASSWORD: password = '',
    EROPAF_KAFKA_TLS_CA_FILE: caFile,
  } = settings;
  const ssl = caFile === undefined ? true : { ca: readFileSync(caFile, 'utf8') };
  return {
    brokers: settings.EROPAF_KAFKA_BROKERS.split(','),
    ...(settings.EROPAF_KAFKA_TLS === 'on' ? { ssl } : {}),
    ...(mechanism === 'none' ? {} : { sasl: { mechanism, username, password } }),
  };
}

/** What contradicts itself in how Kafka is reached. Names the variable, never its value. */
export function kafkaAccessFaults(settings: KafkaSettings): readonly string[] {
  const faults: string[] = [];
  const login = ['EROPAF_KAFKA_USERNAME', 'EROPAF_KAFKA_PASSWORD'] as const;
  const { EROPAF_KAFKA_SASL: mechanism, EROPAF_KAFKA_TLS_CA_FILE: caFile } = settings;
  const isEncrypted = settings.EROPAF_KAFKA_TLS === 'on';
  for (const name of login) {
    if (mechanism !== 'none' && settings[name] === undefined)
      faults.push(`${name}: is needed by EROPAF_KAFKA_SASL=${mechanism}`);
    // Whoever gives a password means to log in; without this the process would come in as nobody.
    if (mechanism === 'none' && settings[name] !== undefined)
      faults.push(`${name}: is given, but EROPAF_KAFKA_SASL does not say how to log in`);
  }
  if (caFile !== undefined && !isEncrypted)
    faults.push('EROPAF_KAFKA_TLS_CA_FILE: is given, but EROPAF_KAFKA_TLS is not on');
  if (caFile !== undefined) faults.push(...certificateFaults(caFile));
  if (settings.EROPAF_ENV === 'production' && !(isEncrypted && mechanism !== 'none'))
    faults.push(
      'EROPAF_KAFKA_TLS, EROPAF_KAFKA_SASL: production speaks to Kafka encrypted and logged in only',
    );
  return faults;
}

function certificateFaults(file: string): readonly string[] {
  try {
    if (readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return [];
    return ['EROPAF_KAFKA_TLS_CA_FILE: the file holds no certificate in PEM'];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return [`EROPAF_KAFKA_TLS_CA_FILE: the file cannot be read (${code})`];
  }
}
