import { logLevel, type logCreator } from 'kafkajs';

export type KafkaLogFields = Readonly<Record<string, string | number | boolean>>;

/** Where this library writes its log lines. Fields are names and numbers of Kafka, never a record's content. */
export interface KafkaLogger {
  debug(message: string, fields: KafkaLogFields): void;
  info(message: string, fields: KafkaLogFields): void;
  warn(message: string, fields: KafkaLogFields): void;
  error(message: string, fields: KafkaLogFields): void;
}

/** For tools that have nothing to say. */
export const silentKafkaLogger: KafkaLogger = Object.freeze({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
});

/** The client logs whole requests and assignments; only these fields of them are let through. */
const FIELDS = [
  'groupId',
  'memberId',
  'topic',
  'partition',
  'offset',
  'broker',
  'clientId',
  'apiName',
  'correlationId',
  'retryCount',
  'retryTime',
  'generationId',
  'error',
] as const;

/** A log creator for kafkajs that writes to our port. */
export function kafkajsLogCreator(logger: KafkaLogger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      const fields: Record<string, string | number | boolean> = { namespace };
      for (const name of FIELDS) {
        const value: unknown = log[name];
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
          fields[name] = value;
        }
      }
      writerOf(logger, level)(log.message, fields);
    };
}

function writerOf(logger: KafkaLogger, level: logLevel): KafkaLogger['info'] {
  if (level <= logLevel.ERROR) return logger.error.bind(logger);
  if (level === logLevel.WARN) return logger.warn.bind(logger);
  if (level === logLevel.INFO) return logger.info.bind(logger);
  return logger.debug.bind(logger);
}
