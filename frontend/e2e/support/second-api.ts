/** A second api-server on the stores of the stack, with settings of its own, for one file of tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { API_URL } from './environment';

/** The binary that `infra/dev` has built; `API_BINARY` is another. */
const BINARY = [
  process.env['API_BINARY'],
  ...(process.env['HOLDFAST_PROFILE'] === 'dev' ? ['debug', 'release'] : ['release', 'debug']).map(
    (profile) => `../target/${profile}/holdfast-api-server`,
  ),
].find((path) => path !== undefined && existsSync(path));

/** Of its ports from the stack's first one; infra/chaos, which uses them too, has a stack of its own. */
const OFFSETS = [10, 21] as const;
const READY_MS = 60_000;

export class SecondApi {
  private constructor(
    readonly url: string,
    readonly process: ChildProcess,
  ) {}

  /** It reads the settings of the stack from the environment, and these in their place. */
  static async start(settings: Readonly<Record<string, string>>): Promise<SecondApi> {
    if (BINARY === undefined) throw new Error('no api-server is built: set API_BINARY');
    const [port, metrics] = OFFSETS.map((offset) => Number(new URL(API_URL).port) + offset);
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      API_BIND: `127.0.0.1:${port}`,
      METRICS_BIND: `127.0.0.1:${metrics}`,
      PUBLIC_URL: url,
      ...settings,
    };
    const api = new SecondApi(url, spawn(BINARY, { env, stdio: ['ignore', 'ignore', 'inherit'] }));
    await api.ready();
    return api;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) throw new Error('the second api-server has ended');
      const response = await fetch(`${this.url}/api/readyz`).catch(() => null);
      if (response?.ok === true) return;
      await pause(100);
    }
    throw new Error('the second api-server isn’t ready');
  }
}
