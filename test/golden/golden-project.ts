/** One document of `test/golden`: generated, compared, compiled, started, called. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Api } from '../../src/runtime/core/api.js';
import {
  buildProject,
  filesOf,
  type GeneratedProject,
  generateProject,
  typeCheck,
} from '../support/generated-project.js';
import { type Reply, sendRequest } from '../support/send-request.js';

/** The files worth reading in a review: the rest is copied, or follows from these. */
const COMPARED =
  /^src\/(?:generated\/(?:contract|operations|types)\.ts|handlers\/|policies\/|credentials\.ts)/;

const quiet = (): void => undefined;

type Module = Readonly<Record<string, unknown>>;

export class GoldenProject {
  readonly #case: string;
  readonly #project: GeneratedProject;
  /** What TypeScript 5.9 and 7 say of it. */
  readonly faults: readonly string[];

  private constructor(folder: string, project: GeneratedProject, faults: readonly string[]) {
    this.#case = folder;
    this.#project = project;
    this.faults = faults;
  }

  /**
   * Generates and compiles the `openapi.yaml` of a case.
   *
   * @param extra files of the case's own by their path in the project, compiled with it
   */
  static async create(folder: string, extra: Readonly<Record<string, string>> = {}): Promise<GoldenProject> {
    const project = await generateProject(path.join(folder, 'openapi.yaml'));
    for (const [file, text] of Object.entries(extra)) writeFileSync(path.join(project.folder, file), text);
    const faults = await Promise.all([
      buildProject(project.folder, 'typescript'),
      typeCheck(project.folder, 'typescript7'),
    ]);
    return new GoldenProject(folder, project, faults);
  }

  /** The compared files as they were generated just now. */
  get written(): Readonly<Record<string, string>> {
    const files = [...filesOf(this.#project.folder)].filter(([file]) => COMPARED.test(file));
    return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The compared files as they are expected; rewritten first where `UPDATE_GOLDEN` is set. */
  get expected(): Readonly<Record<string, string>> {
    const folder = path.join(this.#case, 'expected');
    if (process.env['UPDATE_GOLDEN'] !== undefined) {
      rmSync(folder, { recursive: true, force: true });
      for (const [file, text] of Object.entries(this.written)) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), text, 'latin1');
      }
    }
    return Object.fromEntries([...filesOf(folder)].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A module of the built project, by its path below `dist`. */
  module(file: string): Promise<Module> {
    const url = pathToFileURL(path.join(this.#project.folder, 'dist', file)).href;
    return import(url) as Promise<Module>;
  }

  /** A text file of the project. */
  text(file: string): string {
    return readFileSync(path.join(this.#project.folder, file), 'utf8');
  }

  /** The server with these options and those that production needs, behind no door yet. */
  async createApi(options: Readonly<Record<string, unknown>>): Promise<Api> {
    const { createApi } = (await this.module('generated/index.js')) as {
      readonly createApi: (options: object) => Api;
    };
    return createApi({
      trust: { proxies: ['127.0.0.1/32'], header: 'x-forwarded-for', proto: 'header' },
      audit: {
        name: 'none',
        durable: false,
        append: () => true,
        commit: quiet,
        close: async () => undefined,
      },
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      ...options,
    });
  }

  /** Starts that server. */
  async serve(options: Readonly<Record<string, unknown>>): Promise<GoldenServer> {
    const api = await this.createApi(options);
    const server = createServer(api.node);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new GoldenServer(api, server);
  }

  remove(): void {
    this.#project.remove();
  }
}

export class GoldenServer {
  readonly #api: Api;
  readonly #server: Server;

  constructor(api: Api, server: Server) {
    this.#api = api;
    this.#server = server;
  }

  /** `GET /pets` with headers and a body, as the proxy in front passes it on. */
  send(
    line: string,
    headers: Readonly<Record<string, string>> = {},
    body: string | null = null,
  ): Promise<Reply> {
    const [method = '', target = ''] = line.split(' ');
    return sendRequest((this.#server.address() as AddressInfo).port, {
      method,
      target,
      headers: {
        Host: 'api.example.com',
        'X-Forwarded-For': '198.51.100.1',
        'X-Forwarded-Proto': 'https',
        ...headers,
      },
      body: body === null ? null : Buffer.from(body),
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#api.close();
  }
}
