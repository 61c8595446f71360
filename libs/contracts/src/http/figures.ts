import { z } from 'zod';

/** A count or a share that is null where there is none (0/0, shown as "–") or where it is held back. */
const held = z.number().nullable();
const heldCount = z.int().nullable();

/** A rate never comes without its counts and its interval. */
const rate = z
  .strictObject({
    teller: heldCount,
    noemer: heldCount,
    waarde: held,
    laag: held,
    hoog: held,
  })
  .meta({
    title: 'Graad',
    description:
      'Deel met teller, noemer en 95%-interval (Wilson); null waar er geen is (0/0) of waar het is weggelaten.',
  });
export type RateAnswer = z.infer<typeof rate>;

const change = z
  .strictObject({ verschil: z.number(), laag: z.number(), hoog: z.number() })
  .meta({ title: 'Verandering', description: 'Verschil met een jaar eerder, met interval.' });
export type ChangeAnswer = z.infer<typeof change>;

const benchmark = z
  .strictObject({ jaar: z.int(), waarde: z.number(), bron: z.string() })
  .meta({ title: 'Benchmark' });
export type BenchmarkAnswer = z.infer<typeof benchmark>;

const adjusted = z
  .strictObject({
    waarde: z.number(),
    laag: z.number(),
    hoog: z.number(),
    dekking: z
      .number()
      .meta({ description: 'Het deel van de vroegere mix waarvan de middelen nu ook zijn ingezet.' }),
  })
  .meta({
    title: 'Gecorrigeerd',
    description: 'Het totaal zoals het zou zijn met de kanaalmix van een jaar eerder.',
  });
export type AdjustedAnswer = z.infer<typeof adjusted>;

const line = {
  contactgraad: rate,
  acceptatie: rate,
  nogOpen: rate.nullable(),
  jaarEerder: rate,
  verandering: change.nullable(),
};
const lineMeaning =
  'acceptatie: zaken met hulp / zaken met contact. nogOpen: alleen in de weergave cohort. jaarEerder: de contactgraad van dezelfde maanden een jaar eerder.';
const lineSchema = z.strictObject(line).meta({ title: 'Cijfers', description: lineMeaning });
export type LineAnswer = z.infer<typeof lineSchema>;

const month = z.string().meta({ description: 'JJJJ-MM.' });
const monthLine = z.strictObject({ maand: month, ...line }).meta({ title: 'CijfersVanMaand' });

const part = z
  .strictObject({
    onderdeel: z.string(),
    ...line,
    benchmark: benchmark.nullable(),
    perPoging: rate.nullable(),
    maanden: z.array(monthLine),
  })
  .meta({
    title: 'CijfersVanOnderdeel',
    description: 'perPoging: alleen bij de uitsplitsing naar kanaal, bereikte pogingen / pogingen.',
  });
export type PartAnswer = z.infer<typeof part>;

/** What GET /v1/contactcijfers answers. */
export const contactFiguresSchema = z
  .strictObject({
    gemeente: z.string(),
    van: month,
    tot: month,
    weergave: z.string(),
    uitsplitsing: z.string(),
    noemer: z.string(),
    extern: z.boolean(),
    toelichting: z.array(z.string()),
    benchmark: benchmark.nullable(),
    tegenBenchmark: z.string().nullable(),
    totaal: lineSchema,
    maanden: z.array(monthLine),
    onderdelen: z.array(part),
    gecorrigeerdVoorKanaalmix: adjusted.nullable(),
    perSignaal: rate,
    perBenaderdeInwoner: rate,
    zaaksoorten: z.record(z.string(), heldCount),
    signalenPer1000Inwoners: z.array(
      z.strictObject({ maand: month, signalen: heldCount, inwoners: heldCount, per1000: held }),
    ),
  })
  .meta({ title: 'Contactcijfers' });
export type FiguresAnswer = z.infer<typeof contactFiguresSchema>;

/** What GET /v1/meldkwaliteit answers. */
export const creditorQualitySchema = z
  .strictObject({
    gemeente: z.string(),
    van: month,
    tot: month,
    extern: z.boolean(),
    toelichting: z.array(z.string()),
    signaalpartners: z.array(
      z.strictObject({
        signaalpartner: z.string(),
        signalen: heldCount,
        aandelen: z.record(z.string(), rate),
      }),
    ),
  })
  .meta({ title: 'Meldkwaliteit' });
export type QualityAnswer = z.infer<typeof creditorQualitySchema>;
