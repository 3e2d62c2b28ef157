import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export interface ProgramParts {
	/** Absolute path of what Node runs. */
	readonly entry: string;
	readonly env: Readonly<Record<string, string>>;
	readonly nodeArgs?: readonly string[];
	/** Path of another Node than ours. */
	readonly node?: string;
	/** Prints its own use of time and memory when asked; see `meter`. */
	readonly metered?: boolean;
}

/** What `meter.mjs` prints. */
export interface Reading {
	readonly seconds: number;
	readonly cpuMs: number;
	readonly delayP50: number;
	readonly delayP99: number;
	readonly delayMax: number;
	/** After a collection of garbage: memory in RAM, and heap with what hangs on it, in bytes. */
	readonly rss: number;
	readonly heap: number;
}

type Line = Readonly<Record<string, unknown>>;

const meterFile = new URL('meter.mjs', import.meta.url).href;
const longestWaitMs = 60_000;

/** A program under test, as a process of its own that logs JSON lines. */
export class Program {
	readonly pid: number;
	readonly #child: ChildProcess;
	readonly #lines = new EventEmitter<{ line: [Line] }>();
	readonly #startedAt: number;
	readonly #exited: Promise<unknown>;
	#errors = '';

	private constructor(child: ChildProcess, startedAt: number) {
		this.#child = child;
		this.#startedAt = startedAt;
		this.pid = child.pid ?? 0;
		this.#lines.setMaxListeners(0);
		this.#exited = once(child, 'exit');
		if (child.stdout === null || child.stderr === null) throw new Error('the program has no output');
		createInterface({ input: child.stdout }).on('line', (text) => {
			if (text.startsWith('{')) this.#lines.emit('line', JSON.parse(text) as Line);
		});
		child.stderr.on('data', (chunk: Buffer) => (this.#errors = (this.#errors + chunk.toString()).slice(-4000)));
	}

	static start({ entry, env, nodeArgs = [], node = process.execPath, metered = false }: ProgramParts): Program {
		const meter = metered ? ['--expose-gc', '--import', meterFile] : [];
		const startedAt = performance.now();
		const child = spawn(node, [...meter, ...nodeArgs, entry], {
			env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const kill = (): void => void child.kill('SIGKILL');
		process.once('exit', kill);
		child.once('exit', () => process.off('exit', kill));
		return new Program(child, startedAt);
	}

	/** The next line with this message, and how long after the start of the process it came, in milliseconds. */
	line(message: string): Promise<{ readonly fields: Line; readonly afterMs: number }> {
		return new Promise((resolve, reject) => {
			const end = (): void => {
				clearTimeout(timeout);
				this.#lines.off('line', hear);
			};
			const hear = (fields: Line): void => {
				if (fields['msg'] !== message) return;
				end();
				resolve({ fields, afterMs: performance.now() - this.#startedAt });
			};
			const giveUp = (): void => {
				end();
				reject(new Error(`the program did not say "${message}"; it printed ${this.#errors}`));
			};
			const timeout = setTimeout(giveUp, longestWaitMs);
			this.#lines.on('line', hear);
			void this.#exited.then(giveUp);
		});
	}

	/** Resolves when interactions are heard; with the time since the start of the process, in milliseconds. */
	async ready(): Promise<number> {
		return (await this.line('ready')).afterMs;
	}

	/** What it has used since the last reading. */
	async meter(): Promise<Reading> {
		const reading = this.line('meter');
		this.#child.kill('SIGUSR2');
		return (await reading).fields as unknown as Reading;
	}

	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		this.#child.kill(signal);
		await this.#exited;
	}
}

/** A program beside this file. */
export const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
