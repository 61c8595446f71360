// The intake as the documentation of Nest and TypeORM would have one build it: Nest's own Kafka transport, which hands
// over one message at a time, and repositories. The bench holds the product against it (docs/performance.md).
import 'reflect-metadata';

import { zstdDecompressSync } from 'node:zlib';

import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, KafkaContext, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import kafkajs from 'kafkajs';
import { DataSource } from 'typeorm';

import { CreditorRegistry, policyDocumentSchema, toDomainPolicy, toServedMunicipality } from '#contracts';
import { asDay, workingCalendar, type Policy } from '#domain';
import { dutchPublicHolidays, readConfiguration } from '#platform';

import { entities } from './entities.js';
import { Reference, SignalService } from './signal.service.js';

const [group = '', ...topics] = process.argv.slice(2);
const configuration = readConfiguration(['EROPAF_POSTGRES_ADMIN_USER', 'EROPAF_POSTGRES_ADMIN_PASSWORD']);

@Controller()
class SignalController {
  constructor(@Inject(SignalService) private readonly signals: SignalService) {}

  @EventPattern(topics)
  async take(@Ctx() context: KafkaContext): Promise<void> {
    const { headers, key, offset, timestamp, value } = context.getMessage();
    const bytes = (part: unknown): Buffer => (Buffer.isBuffer(part) ? part : Buffer.from(String(part)));
    const record = {
      topic: context.getTopic(),
      partition: context.getPartition(),
      offset,
      key: key === null ? null : bytes(key),
      value: value === null ? null : bytes(value),
      headers: Object.entries(headers ?? {}).map(([name, one]) => [name, bytes(one)] as const),
    };
    await this.signals.take(record, Number(timestamp));
  }
}

async function openSource(): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    host: configuration.EROPAF_POSTGRES_HOST,
    port: configuration.EROPAF_POSTGRES_PORT,
    database: configuration.EROPAF_POSTGRES_DATABASE,
    username: configuration.EROPAF_POSTGRES_ADMIN_USER ?? '',
    password: configuration.EROPAF_POSTGRES_ADMIN_PASSWORD ?? '',
    applicationName: 'idiomatic',
    entities,
  });
  await source.initialize();
  await source.query('create schema if not exists idiomatic');
  await source.synchronize();
  return source;
}

async function readReference(source: DataSource): Promise<Reference> {
  const registries: { content: unknown }[] = await source.query('select content from creditor_registry');
  const registry = CreditorRegistry.compile(registries[0]?.content);
  if (!registry.ok) throw new Error('the registry of the bench is invalid');
  const rows: { municipality: string; content: unknown }[] = await source.query(
    'select municipality, content from policy_version',
  );
  const documents = rows.map((row) => policyDocumentSchema.parse(row.content));
  return new Reference(
    registry.value,
    new Map(documents.map((one): [string, Policy] => [one.municipality, toDomainPolicy(one, 1)])),
    new Map(documents.map((one) => [one.municipality, toServedMunicipality(one)])),
    documents.some((one) => one.residentRegister.source === 'local'),
    workingCalendar(dutchPublicHolidays().map(asDay)),
  );
}

async function start(): Promise<void> {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  const decompress = (buffer: Buffer): Promise<Buffer> => Promise.resolve(zstdDecompressSync(buffer));
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(encoder.buffer),
    decompress,
  });
  const source = await openSource();
  const reference = await readReference(source);

  @Module({
    controllers: [SignalController],
    providers: [{ provide: SignalService, useValue: new SignalService(source, reference) }],
  })
  class IdiomaticModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(IdiomaticModule, {
    transport: Transport.KAFKA,
    logger: ['error', 'warn'],
    options: {
      postfixId: '',
      client: { clientId: 'idiomatic', brokers: configuration.EROPAF_KAFKA_BROKERS.split(',') },
      consumer: { groupId: group },
      subscribe: { fromBeginning: true },
      parser: { keepBinary: true },
    },
  });
  app.enableShutdownHooks();
  await app.listen();
}

void start();
