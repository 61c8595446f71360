// The signals once more as a connector without rules wants them: flat, everything in the value, one topic.
import { stdout } from 'node:process';

import { TOPIC_CONFIGURATION } from '#contracts';

import { creditorsOf, recordOf } from './world.mjs';

export const PARTITIONS = 4;
const CHUNK = 5_000;
/** So many are made; more are the same again under other ids, which costs a connector as much. */
const MADE_MAX = 40_000;

/** Columns of the one table, with their types in the words of Kafka Connect. */
export const flatFields = [
  ['id', 'string', false],
  ['source', 'string', false],
  ['time', 'string', false],
  ['type', 'string', false],
  ['traceparent', 'string', true],
  ['gemeentecode', 'string', true],
  ['klantreferentie', 'string', true],
  ['soort_persoon', 'string', true],
  ['voorletters', 'string', true],
  ['voornamen', 'string', true],
  ['tussenvoegsel', 'string', true],
  ['achternaam', 'string', true],
  ['geboortedatum', 'string', true],
  ['postcode', 'string', true],
  ['huisnummer', 'string', true],
  ['straat', 'string', true],
  ['plaats', 'string', true],
  ['telefoonnummer', 'string', true],
  ['emailadres', 'string', true],
  ['bedrag_in_centen', 'int32', true],
  ['ontstaansdatum', 'string', true],
  ['signaaldatum', 'string', true],
  ['crisissignaal', 'string', true],
  ['einddatum_levering', 'string', true],
  ['warme_overdracht', 'boolean', true],
  ['herinnering_gestuurd', 'boolean', true],
  ['persoonlijk_contact_gezocht', 'boolean', true],
  ['gewezen_op_hulp', 'boolean', true],
  ['doorgeven_aangekondigd', 'boolean', true],
];

/** One signal by its number, in every field that is given. */
function flatOf(number, scene) {
  const { headers, value } = recordOf(number, scene);
  const data = JSON.parse(value);
  const { adres = {}, crisissignaal = {}, persoon = {}, verklaringSchuldeiser = {} } = data;
  return {
    source: headers.ce_source,
    time: headers.ce_time,
    type: headers.ce_type,
    traceparent: headers.traceparent,
    gemeentecode: data.gemeentecode,
    klantreferentie: data.klantreferentie,
    soort_persoon: data.soortPersoon,
    ...persoon,
    ...adres,
    telefoonnummer: data.telefoonnummer,
    emailadres: data.emailadres,
    bedrag_in_centen: data.bedragInCenten,
    ontstaansdatum: data.ontstaansdatum,
    signaaldatum: data.signaaldatum,
    crisissignaal: crisissignaal.soort,
    einddatum_levering: crisissignaal.einddatumLevering,
    warme_overdracht: data.warmeOverdracht,
    herinnering_gestuurd: verklaringSchuldeiser.herinneringGestuurd,
    persoonlijk_contact_gezocht: verklaringSchuldeiser.persoonlijkContactGezocht,
    gewezen_op_hulp: verklaringSchuldeiser.gewezenOpHulp,
    doorgeven_aangekondigd: verklaringSchuldeiser.doorgevenAangekondigd,
  };
}

/** @returns {Promise<{ topic: string, bytesPerRecord: number }>} a topic in which so many lie, each with an id of its own */
export async function flatTopic(stand, { households, records }) {
  const topic = `bench-${stand.run}-flat`;
  await stand.makeTopics([{ topic, partitions: PARTITIONS, config: TOPIC_CONFIGURATION }]);
  stdout.write(`publishing ${records} flat signals\n`);
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const scene = { creditors: creditorsOf(`${stand.run}f`), households, spread: 'country', day };
  const made = [];
  let bytes = 0;
  const producer = await stand.connectedProducer();
  for (let first = 0; first < records; first += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, records - first) }, (_, index) => {
      const number = first + index;
      const like = number % MADE_MAX;
      made[like] ??= flatOf(like, scene);
      const id = `2026f1a7-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
      const value = Buffer.from(JSON.stringify({ id, ...made[like] }));
      bytes += value.length + id.length;
      return { key: id, value };
    });
    await producer.send(topic, chunk);
  }
  await producer.disconnect();
  return { topic, bytesPerRecord: Math.round(bytes / records) };
}
