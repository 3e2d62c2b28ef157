import { setPriority } from 'node:os';

import { errorDetail } from '../../../lib/errorDetail.js';
import { deadline, minutes } from '../../../lib/time.js';
import type { Clock } from '../../../lib/time.js';
import { Turns } from '../../../lib/turns.js';
import { servedMember } from '../servedMember.js';
import { startProgram } from '../childProgram.js';

interface FfmpegParts {
	/** `FFMPEG_PATH`: a path, or a name to be found in PATH. */
	readonly path: string;
	readonly clock: Clock;
	/** Longest run, in milliseconds; 5 minutes unless told. */
	readonly timeoutMs?: number;
}

/** Why a run made nothing: there is no ffmpeg, or its last words. */
type FfmpegRun =
	{ readonly type: 'done' } | { readonly type: 'missing' } | { readonly type: 'failed'; readonly detail: string };

/** A run whose parent was killed ends itself after this much processor time. */
const orphanSeconds = 600;
const lastWords = 500;
/** The gateway and the other jobs come first. */
const niceness = 10;

/** The program ffmpeg, if this machine has one: one run at a time, members in turn, each with an end. */
export class Ffmpeg {
	readonly #parts: FfmpegParts;
	readonly #turns = new Turns();
	#isThere = false;
	#asking: Promise<FfmpegRun> | undefined;

	constructor(parts: FfmpegParts) {
		this.#parts = parts;
	}

	/** Whether there is one that starts. One that has been seen is not asked again, and those who ask at once ask together. */
	async available(): Promise<boolean> {
		if (this.#isThere) return true;
		this.#asking ??= this.#spawn(['-version']).finally(() => {
			this.#asking = undefined;
		});
		this.#isThere = (await this.#asking).type === 'done';
		return this.#isThere;
	}

	/**
	 * Runs ffmpeg with these arguments, which may read and write files and nothing else. The process has ended, and
	 * writes no more, when this returns.
	 */
	run(args: readonly string[], signal?: AbortSignal): Promise<FfmpegRun> {
		const first = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-timelimit', `${orphanSeconds}`];
		return this.#turns.run(servedMember(), () =>
			this.#spawn([...first, '-protocol_whitelist', 'file', ...args], signal),
		);
	}

	async #spawn(args: readonly string[], given?: AbortSignal): Promise<FfmpegRun> {
		const { path, clock, timeoutMs = minutes(5) } = this.#parts;
		const { signal, clear } = deadline(clock, timeoutMs, given);
		if (signal.aborted) return { type: 'failed', detail: 'aborted' };
		try {
			return await new Promise<FfmpegRun>((resolve) => {
				let said = '';
				const child = startProgram(path, args, {
					stdio: ['ignore', 'ignore', 'pipe'],
					signal,
					killSignal: 'SIGKILL',
				});
				if (child.pid !== undefined) lowerPriority(child.pid);
				child.stderr?.setEncoding('utf8').on('data', (text: string) => {
					said = (said + text).slice(-lastWords);
				});
				child.on('error', (error: NodeJS.ErrnoException) => {
					// An aborted child that has started still has to end; `close` tells that.
					if (child.pid !== undefined) said = `${said} ${errorDetail(error)}`;
					else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ type: 'missing' });
					else resolve({ type: 'failed', detail: errorDetail(error) });
				});
				child.on('close', (code) => {
					resolve(code === 0 ? { type: 'done' } : { type: 'failed', detail: `${code ?? 'killed'}: ${said.trim()}` });
				});
			});
		} finally {
			clear();
		}
	}
}

function lowerPriority(pid: number): void {
	try {
		setPriority(pid, niceness);
	} catch {
		// It has ended already, or the system does not allow it; then it runs as it is.
	}
}
