/** What is known of a public image beyond its name. */
export type KnownImage = {
  readonly port?: number
  readonly speaks?: 'tcp'
  /** Keeps data that others ask for: its port is nobody's from outside. */
  readonly isDatabase?: boolean
  /** Entry point and command, for a wrapper that has to start them. */
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  /** Variables that the image also reads from a file when `_FILE` is added to their names. */
  readonly files?: RegExp
  /** What it needs at least. */
  readonly memory?: string
  /** What stands in front of the others and only passes requests on. */
  readonly isProxy?: boolean
}

const entry = (command: readonly string[], rest: Omit<KnownImage, 'entrypoint' | 'command'>, entrypoint = ['docker-entrypoint.sh']): KnownImage => ({ entrypoint, command, ...rest })

const images: Readonly<Record<string, KnownImage>> = {
  mysql: entry(['mysqld'], { port: 3306, speaks: 'tcp', isDatabase: true, files: /^MYSQL_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, memory: '1G' }),
  mariadb: entry(['mariadbd'], { port: 3306, speaks: 'tcp', isDatabase: true, files: /^(MYSQL|MARIADB)_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, memory: '1G' }),
  mongo: entry(['mongod'], { port: 27017, speaks: 'tcp', isDatabase: true, files: /^MONGO_INITDB_ROOT_(USERNAME|PASSWORD)$/, memory: '1G' }),
  postgres: { port: 5432, speaks: 'tcp', isDatabase: true, files: /^POSTGRES_(PASSWORD|USER|DB)$/, memory: '1G' },
  redis: entry(['redis-server'], { port: 6379, speaks: 'tcp', isDatabase: true }),
  'valkey/valkey': entry(['valkey-server'], { port: 6379, speaks: 'tcp', isDatabase: true }),
  memcached: { port: 11211, speaks: 'tcp', isDatabase: true },
  rabbitmq: entry(['rabbitmq-server'], { port: 5672, speaks: 'tcp', isDatabase: true }),
  'clickhouse/clickhouse-server': { port: 8123, isDatabase: true, memory: '2G' },
  influxdb: { port: 8086, isDatabase: true, files: /^DOCKER_INFLUXDB_INIT_(USERNAME|PASSWORD|ADMIN_TOKEN)$/, memory: '1G' },
  elasticsearch: { port: 9200, isDatabase: true, memory: '2G' },
  'docker.elastic.co/elasticsearch/elasticsearch': { port: 9200, isDatabase: true, files: /^(ELASTIC_PASSWORD|KEYSTORE_PASSWORD)$/, memory: '2G' },
  'docker.elastic.co/kibana/kibana': { port: 5601, memory: '1G' }, kibana: { port: 5601, memory: '1G' },
  'docker.elastic.co/logstash/logstash': { port: 5044, speaks: 'tcp', memory: '1G' }, logstash: { port: 5044, speaks: 'tcp', memory: '1G' },
  'opensearchproject/opensearch': { port: 9200, isDatabase: true, memory: '2G' },
  'getmeili/meilisearch': { port: 7700, isDatabase: true }, 'qdrant/qdrant': { port: 6333, isDatabase: true }, 'typesense/typesense': { port: 8108, isDatabase: true },
  'mcr.microsoft.com/mssql/server': { port: 1433, speaks: 'tcp', isDatabase: true, memory: '2G' },
  'confluentinc/cp-kafka': { port: 9092, speaks: 'tcp', isDatabase: true, memory: '1G' }, 'apache/kafka': { port: 9092, speaks: 'tcp', isDatabase: true, memory: '1G' }, 'bitnami/kafka': { port: 9092, speaks: 'tcp', isDatabase: true, memory: '1G' },
  zookeeper: { port: 2181, speaks: 'tcp', isDatabase: true }, 'confluentinc/cp-zookeeper': { port: 2181, speaks: 'tcp', isDatabase: true }, nats: { port: 4222, speaks: 'tcp', isDatabase: true },
  'minio/minio': { port: 9000, files: /^MINIO_ROOT_(USER|PASSWORD)$/ }, 'quay.io/minio/minio': { port: 9000, files: /^MINIO_ROOT_(USER|PASSWORD)$/ }, 'eclipse-mosquitto': { port: 1883, speaks: 'tcp' },
  wordpress: entry(['apache2-foreground'], { port: 80, files: /^WORDPRESS_/ }), nextcloud: entry(['apache2-foreground'], { port: 80, files: /^(MYSQL|POSTGRES)_(DATABASE|DB|USER|PASSWORD|HOST)$|^NEXTCLOUD_ADMIN_(USER|PASSWORD)$|^REDIS_HOST_PASSWORD$/ }, ['/entrypoint.sh']),
  ghost: entry(['node', 'current/index.js'], { port: 2368 }), drupal: { port: 80 }, joomla: { port: 80, files: /^JOOMLA_DB_(PASSWORD|USER|NAME|HOST)$/ }, odoo: { port: 8069 },
  'grafana/grafana': { port: 3000 }, 'grafana/grafana-oss': { port: 3000 }, 'prom/prometheus': { port: 9090 }, adminer: { port: 8080 }, phpmyadmin: { port: 80, files: /^(PMA_PASSWORD|MYSQL_ROOT_PASSWORD|MYSQL_PASSWORD)$/ }, 'phpmyadmin/phpmyadmin': { port: 80 },
  'dpage/pgadmin4': { port: 80, files: /^PGADMIN_DEFAULT_PASSWORD$/ }, 'mongo-express': { port: 8081 }, 'mailhog/mailhog': { port: 8025 }, 'axllent/mailpit': { port: 8025 }, 'portainer/portainer-ce': { port: 9000 },
  'gitea/gitea': { port: 3000, memory: '1G' }, 'n8nio/n8n': { port: 5678 }, 'docker.n8n.io/n8nio/n8n': { port: 5678 }, 'vaultwarden/server': { port: 80, files: /^(ADMIN_TOKEN|DATABASE_URL|SMTP_PASSWORD)$/ }, 'louislam/uptime-kuma': { port: 3001 },
  'quay.io/keycloak/keycloak': { port: 8080, memory: '1G' }, 'jenkins/jenkins': { port: 8080, memory: '1G' }, 'metabase/metabase': { port: 3000, memory: '1G' }, 'traefik/whoami': { port: 80 }, 'containous/whoami': { port: 80 },
  nginx: { port: 80 }, httpd: { port: 80 }, 'nginxinc/nginx-unprivileged': { port: 8080 },
  traefik: { port: 80, isProxy: true }, caddy: { port: 80 }, 'jwilder/nginx-proxy': { isProxy: true }, 'nginxproxy/nginx-proxy': { isProxy: true }, 'nginxproxy/acme-companion': { isProxy: true }, 'jrcs/letsencrypt-nginx-proxy-companion': { isProxy: true }, haproxy: { port: 80 },
}

/** The name of an image without its registry's default parts, its tag and its digest. */
export const repositoryOf = (image: string): string =>
  image.replace(/@sha256:.*$/, '').replace(/:[^/:]*$/, '').replace(/^(?:docker\.io\/)?(?:library\/)?/, '')

/** The tag of an image; undefined where it has none, or `latest`. */
export const tagOfImage = (image: string): string | undefined => {
  const tag = /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1]
  return tag === 'latest' ? undefined : tag
}

/** What is known of an image. */
export const knownImage = (image: string | undefined): KnownImage => image === undefined ? {} : images[repositoryOf(image)] ?? {}

const tcpPorts: ReadonlySet<number> = new Set([21, 22, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1025, 1433, 1521, 1883, 2181, 2222, 2375, 3306, 3389, 4222, 5044, 5432, 5433, 5672, 6379, 6380, 6543, 8883, 9042, 9092, 9093, 9094, 9300, 10025, 11211, 25565, 26379, 27017, 29092, 33060])

/** Whether a port speaks http, as far as its number tells. */
export const speaksHttp = (port: number): boolean => !tcpPorts.has(port) && port !== 443 && port !== 8443
