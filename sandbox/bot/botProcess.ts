import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { BotState, Exit, LogLine } from './botState.js';

/** What a bot process is started with. */
interface BotProcessParts {
	/** Its environment, whole: of our own environment it inherits PATH, HOME and TMPDIR and nothing else. */
	readonly env: Readonly<Record<string, string>>;
	/** The program, an absolute path: `dist/main.js`. */
	readonly entry: string;
	/** Arguments for Node itself, before the program: `['--import', preload]`. */
	readonly nodeArgs?: readonly string[];
	/** Where it runs, and so where it looks for a `.env`; ours when left out. */
	readonly cwd?: string;
}

interface BotProcessEvents {
	line: [LogLine];
	state: [BotState];
}

const keptLines = 5_000;
const readyLookMs = 40;

/**
 * The bot as a child process: started, watched, killed and started again, any number of times.
 * Emits `line` for every line it prints and `state` whenever that changes.
 */
export class BotProcess extends EventEmitter<BotProcessEvents> {
	readonly #parts: BotProcessParts;
	readonly #log: LogLine[] = [];
	#child: ChildProcess | null = null;
	#saidReady = false;
	#exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
	#state: BotState = { phase: 'stopped', pid: null, exit: null, starts: 0 };

	constructor(parts: BotProcessParts) {
		super();
		this.#parts = parts;
	}

	/** What it printed, all runs, oldest first; the latest 5,000 lines. */
	get log(): readonly LogLine[] {
		return this.#log;
	}

	get state(): BotState {
		return this.#state;
	}

	/** Resolves when the present run has ended (at once when there is none). */
	get exited(): Promise<Exit> {
		return this.#exited;
	}

	/** Starts it; resolves when the process exists, not when it is ready. Throws when it runs already. */
	async start(): Promise<void> {
		if (this.#child) throw new Error(`The bot runs already, as process ${this.#child.pid ?? '?'}`);
		const { entry, env, nodeArgs = [], cwd } = this.#parts;
		const child = spawn(process.execPath, [...nodeArgs, entry], {
			cwd,
			env: { ...inherited(), ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
			// A process group of its own: Ctrl-C in our terminal is for us, and we tell the bot in our own time.
			detached: true,
		});

		this.#child = child;
		this.#saidReady = false;
		this.#read(child.stdout, 'out');
		this.#read(child.stderr, 'err');
		this.#exited = this.#watch(child);
		// Should we end first, by whatever mistake, the bot does not stay behind.
		process.once('exit', this.#killNow);
		this.#move({ phase: 'starting', pid: child.pid ?? null, exit: null, starts: this.#state.starts + 1 });
		await once(child, 'spawn');
	}

	/**
	 * Resolves when the bot takes interactions: it has logged `ready`, or its `/readyz` answers 200 (where `OPS_PORT` names
	 * a port). Rejects when the process ends first, with what it printed last, or after `timeoutMs`.
	 */
	async ready(timeoutMs = 30_000): Promise<void> {
		const child = this.#child;
		if (!child) throw new Error('The bot is not running');

		const end = Date.now() + timeoutMs;
		while (Date.now() < end) {
			await delay(readyLookMs);
			if (this.#child !== child) throw new Error(`The bot ended before it was ready:\n${this.#tail()}`);
			if (!this.#saidReady && !(await this.#answersReady())) continue;
			if (this.#state.phase === 'starting') this.#move({ ...this.#state, phase: 'ready' });
			return;
		}
		throw new Error(`The bot was not ready within ${timeoutMs} ms:\n${this.#tail()}`);
	}

	/** Sends the signal and resolves with how the process ended; at once when none runs. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
		if (this.#child) {
			this.#move({ ...this.#state, phase: 'stopping' });
			this.#child.kill(signal);
		}
		return this.#exited;
	}

	readonly #killNow = (): void => {
		this.#child?.kill('SIGKILL');
	};

	#watch(child: ChildProcess): Promise<Exit> {
		return new Promise((resolve) => {
			const ended = (exit: Exit): void => {
				if (this.#child !== child) return;
				this.#child = null;
				process.off('exit', this.#killNow);
				this.#move({ ...this.#state, phase: 'stopped', pid: null, exit });
				resolve(exit);
			};
			// `close` comes after the last line was read; a process that never began has only an `error`.
			child.once('close', (code, signal) => ended({ code, signal }));
			child.once('error', () => ended({ code: null, signal: null }));
		});
	}

	#read(stream: Readable, name: LogLine['stream']): void {
		createInterface({ input: stream }).on('line', (text) => {
			const fields = parsed(text);
			const line: LogLine = { at: Date.now(), stream: name, text, ...(fields && { fields }) };
			this.#log.push(line);
			if (this.#log.length > keptLines) this.#log.shift();
			if (fields?.msg === 'ready') this.#saidReady = true;
			this.emit('line', line);
		});
	}

	async #answersReady(): Promise<boolean> {
		const { OPS_HOST = '127.0.0.1', OPS_PORT = '' } = this.#parts.env;
		return Number(OPS_PORT) > 0 && answersOk(`http://${OPS_HOST}:${OPS_PORT}/readyz`);
	}

	#move(state: BotState): void {
		this.#state = state;
		this.emit('state', state);
	}

	#tail(): string {
		return this.#log
			.slice(-15)
			.map((line) => line.text)
			.join('\n');
	}
}

function inherited(): Record<string, string> {
	const kept: Record<string, string> = {};
	for (const name of ['PATH', 'HOME', 'TMPDIR', 'SystemRoot']) {
		const value = process.env[name];
		if (value !== undefined) kept[name] = value;
	}
	return kept;
}

function parsed(text: string): Record<string, unknown> | undefined {
	if (!text.startsWith('{')) return undefined;
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}

async function answersOk(url: string): Promise<boolean> {
	try {
		const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
		await answer.arrayBuffer();
		return answer.ok;
	} catch {
		return false;
	}
}
