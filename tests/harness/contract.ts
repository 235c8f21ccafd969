// Checks replies against `docs/openapi.yaml`: a status, a field or a code that is not documented is a violation.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import type { Reply } from './http.ts';

export const DOCUMENT = new URL('../../docs/openapi.yaml', import.meta.url);

type Json = Record<string, unknown>;
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}
export interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly responses: Readonly<Record<string, Response>>;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Json; readonly responses: Readonly<Record<string, Response>> };
}

export function openApi(): OpenApi {
  return parse(readFileSync(DOCUMENT, 'utf8')) as OpenApi;
}

/** The schema without additional properties: the document allows them for clients, the tests do not. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isObject = inside['type'] === 'object' && 'properties' in inside;
  return isObject ? { additionalProperties: false, ...inside } : inside;
}

export class Contract {
  readonly #api: OpenApi;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #paths: readonly [RegExp, string][];

  constructor(api: OpenApi = openApi()) {
    this.#api = api;
    (formats as unknown as { default: (ajv: Ajv2020) => void }).default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', components: closed(api.components) });
    this.#paths = Object.keys(api.paths).map((path) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), path]);
  }

  /** How a reply violates the document; empty for paths that are not documented. */
  misses(method: string, target: string, reply: Reply): string[] {
    const path = target.split('?')[0] ?? '';
    // A path without parameters is matched before one with them, wherever it is in the document.
    const place = (this.#paths.find(([, name]) => name === path) ?? this.#paths.find(([pattern]) => pattern.test(path)))?.[1];
    if (place === undefined || method === 'OPTIONS') return [];
    const about = `${method} ${place} → ${reply.status}`;
    const documentedMethod = (method === 'HEAD' ? 'GET' : method).toLowerCase();
    const operation = this.#api.paths[place]?.[documentedMethod];
    if (!operation) return reply.status === 405 || reply.status === 503 ? [] : [`${about}: the document has no such method`];
    const response = operation.responses[String(reply.status)];
    if (!response) return [`${about}: the document has no such status`];
    if (method === 'HEAD') return reply.text === '' ? [] : [`${about}: a body`];
    return this.#body(about, response, reply);
  }

  #body(about: string, documented: Response, reply: Reply): string[] {
    const name = documented.$ref?.split('/').at(-1) ?? '';
    const response = documented.$ref === undefined ? documented : this.#api.components.responses[name];
    const contents = response?.content ?? {};
    const types = Object.keys(contents);
    if (types.length === 0) return reply.text === '' ? [] : [`${about}: a body where none is documented`];
    const contentType = String(reply.headers['content-type']).split(';')[0] ?? '';
    const media = contents[contentType];
    if (!media) return [`${about}: content type ${contentType} instead of ${types.join(' or ')}`];
    if (!contentType.endsWith('json') || contentType.endsWith('ndjson')) return [];
    const key = JSON.stringify(media.schema);
    let validate = this.#validators.get(key);
    if (!validate) {
      // `Problem` is already closed; the schema beside it for one status must not close it again.
      validate = this.#ajv.compile(JSON.parse(key.replaceAll('"#/', '"api#/')) as Json);
      this.#validators.set(key, validate);
    }
    let body: unknown;
    try {
      body = reply.json();
    } catch {
      return [`${about}: not JSON`];
    }
    if (validate(body)) return [];
    const [error] = validate.errors ?? [];
    return [`${about}: ${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}: ${reply.text.slice(0, 300)}`];
  }
}
