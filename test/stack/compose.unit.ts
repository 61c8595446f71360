import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configurationSchema, configurationVariables } from '#platform';

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

const clone = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(clone, path), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const environmentOf = (name: string) => compose.services[name]?.environment ?? {};

/** The port that a process listens on when its environment does not say. */
const defaultPort = (name: string): number => {
  const minimal = {
    EROPAF_ENV: 'development',
    EROPAF_KAFKA_BROKERS: 'kafka:1',
    EROPAF_POSTGRES_HOST: 'postgres',
    EROPAF_POSTGRES_PORT: '1',
    EROPAF_POSTGRES_DATABASE: 'eropaf',
    EROPAF_REDIS_URL: 'redis://redis:1',
  };
  return Number(configurationSchema.parse(minimal)[name as keyof typeof configurationSchema.shape]);
};

/** Each app's variable of the port with its health and metrics. */
const operationsPorts = {
  intake: 'EROPAF_INTAKE_PORT',
  outreach: 'EROPAF_OUTREACH_PORT',
  desk: 'EROPAF_DESK_OPERATIONS_PORT',
  monitor: 'EROPAF_MONITOR_PORT',
};

const isPinned = (image: string) => /^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$/.test(image);

describe('docker-compose.yml', () => {
  it('has the stack, every app and the observers, each in its profile', () => {
    const inProfile = (profile: string) =>
      services.filter(([, service]) => service.profiles?.includes(profile)).map(([name]) => name);
    expect(inProfile('stack')).toEqual(['kafka', 'postgres', 'redis']);
    expect(inProfile('apps')).toEqual(['migrate', 'intake', 'outreach', 'desk', 'monitor']);
    expect(inProfile('observability')).toEqual(['prometheus', 'grafana']);
  });

  it.each(services)('%s has a health check', (_name, service) => {
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(services)('%s has a pinned image', (_name, service) => {
    expect(isPinned(service.image)).toBe(true);
  });

  it('refuses what floats', () => {
    for (const image of ['redis', 'redis:latest', 'redis:7', 'node:lts', 'postgres:18-bookworm']) {
      expect(isPinned(image)).toBe(false);
    }
  });

  it.each(services)('%s publishes on this machine only', (_name, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(services)('%s sets only variables that the configuration knows', (_name, service) => {
    const names = Object.keys(service.environment ?? {}).filter((name) => name.startsWith('EROPAF_'));
    expect(names.filter((name) => !configurationVariables.includes(name))).toEqual([]);
  });

  it('takes from outside only variables that the configuration knows', () => {
    const taken = [...text.matchAll(/\$\{(EROPAF_\w+)/g)].map((match) => match[1] ?? '');
    expect(taken.length).toBeGreaterThan(10);
    expect(taken.filter((name) => !configurationVariables.includes(name))).toEqual([]);
  });

  it('gives every app what the schema demands of all processes', () => {
    const demanded = configurationVariables.filter(
      (name) =>
        !configurationSchema.shape[name as keyof typeof configurationSchema.shape].safeParse(undefined)
          .success,
    );
    for (const app of ['migrate', ...Object.keys(operationsPorts)]) {
      expect(demanded.filter((name) => !(name in environmentOf(app)))).toEqual([]);
    }
  });

  it.each(Object.entries(operationsPorts))(
    '%s listens on the port of the schema, published and probed',
    (app, variable) => {
      const port = defaultPort(variable);
      expect(environmentOf(app)[variable]).toBe(port);
      expect(compose.services[app]?.ports).toContain(`127.0.0.1:\${${variable}:-${port}}:${port}`);
      expect(compose.services[app]?.healthcheck?.test.at(-1)).toContain(`127.0.0.1:${port}/health/ready`);
    },
  );

  it('uses named volumes that are declared', () => {
    const used = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '');
    const named = used.filter((volume) => !volume.startsWith('.'));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('gives no password to anyone who does not need it', () => {
    for (const app of Object.keys(operationsPorts)) {
      expect(Object.keys(environmentOf(app)).filter((name) => /ADMIN|OWNER/.test(name))).toEqual([]);
    }
  });

  it('is observed by Prometheus on the same ports', () => {
    const prometheus = parse(read('deploy/observability/prometheus.yml')) as {
      scrape_configs: readonly {
        job_name: string;
        static_configs: readonly { targets: readonly string[] }[];
      }[];
    };
    const targets = prometheus.scrape_configs.flatMap((job) =>
      job.static_configs.flatMap((one) => one.targets),
    );
    expect(targets).toEqual(
      Object.entries(operationsPorts).map(([app, variable]) => `${app}:${defaultPort(variable)}`),
    );
  });
});

describe('the image of the apps', () => {
  const dockerfile = read('deploy/images/Dockerfile');

  it('is built on a pinned Node 24 and does not run as root', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1] ?? '');
    expect(bases.length).toBe(2);
    for (const base of bases) {
      expect(isPinned(base)).toBe(true);
      expect(base).toMatch(/^node:24\./);
    }
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});
