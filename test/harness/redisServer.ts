import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

/** Whether this machine has a Redis; suites that need one say by name that they are skipped where it has none. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A real Redis on a socket in a folder of its own, durable as the bot asks for. */
export class RedisServer {
	readonly #folder: string;
	readonly #options: readonly string[];
	#process: ChildProcess | undefined;

	private constructor(folder: string, options: readonly string[]) {
		this.#folder = folder;
		this.#options = options;
	}

	/** @param options further ones of `redis-server`, such as `--appendonly no` */
	static async start(...options: string[]): Promise<RedisServer> {
		const server = new RedisServer(await mkdtemp(join(tmpdir(), 'reelay-redis-')), options);
		await server.begin();
		return server;
	}

	get url(): string {
		return `unix://${this.#socket}`;
	}

	get #socket(): string {
		return join(this.#folder, 'redis.sock');
	}

	/** Starts it, again after `kill`, with the data that are on its disk. */
	async begin(): Promise<void> {
		const place = ['--port', '0', '--unixsocket', this.#socket, '--dir', this.#folder, '--save', ''];
		const durable = ['--appendonly', 'yes', '--appendfsync', 'always', ...this.#options];
		this.#process = spawn('redis-server', [...place, ...durable], { stdio: 'ignore' });
		for (;;) {
			const client = createClient({ socket: { path: this.#socket, reconnectStrategy: false } });
			client.on('error', () => undefined);
			const isUp = await client.connect().then(
				() => client.ping(),
				() => undefined,
			);
			if (client.isOpen) client.destroy();
			if (isUp !== undefined) return;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	/** Starts it again without what was on its disk. */
	async beginEmpty(): Promise<void> {
		await rm(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
		await this.begin();
	}

	/** Ends it as a power cut would, or with another signal; SIGSTOP and SIGCONT only hold it. */
	async signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
		this.#process?.kill(name);
		if (name === 'SIGKILL' && this.#process !== undefined) await once(this.#process, 'exit');
	}

	/** Changes a setting while it runs. */
	async configure(name: string, value: string): Promise<void> {
		const client = createClient({ socket: { path: this.#socket, tls: false } });
		client.on('error', () => undefined);
		await client.connect();
		await client.configSet(name, value);
		client.destroy();
	}

	async stop(): Promise<void> {
		if (this.#process?.exitCode === null && this.#process.signalCode === null) await this.signal('SIGKILL');
		await rm(this.#folder, { recursive: true, force: true });
	}
}
