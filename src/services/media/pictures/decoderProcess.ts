import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seconds } from '../../../lib/time.js';
import { startProgram } from '../childProgram.js';
import { spoiled, type ImageProcessing } from './development.js';
import type { FittingRule } from './pictureFitting.js';

/** What the parent asks of the child, one at a time. */
export interface DecoderRequest {
	readonly path: string;
	readonly rule: FittingRule;
}

/** Memory of the child's own making (its data segment), in kilobytes: three times what our largest picture was seen to take. */
const mostKilobytes = 700_000;
/** Longer than any decoder's own limit; what hangs is killed. */
const answerMs = seconds(60);
/** Pictures come in groups; after that the child is only memory. */
const idleMs = seconds(20);

/** In development the sources run as they are, by the same loader. */
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const program = fileURLToPath(new URL(`decoderMain${ending}`, import.meta.url));
const loader = ending === '.ts' ? ['--import', 'tsx'] : [];

/** The limit holds where there is such a shell and such a system; the system is told whom to end first when memory is short. */
const limited = `ulimit -d ${mostKilobytes} 2>/dev/null; echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec "$0" "$@"`;

/**
 * Decodes pictures in a process of its own, which has a limit of memory, none of our secrets, and may die without anybody
 * else: a picture that kills it is unreadable. It is started with the first picture and ends after some quiet.
 */
export class DecoderProcess {
	#child: ChildProcess | undefined;
	#idle: NodeJS.Timeout | undefined;

	/** One at a time; whoever calls sees to that. Never throws. */
	async develop(request: DecoderRequest): Promise<ImageProcessing> {
		clearTimeout(this.#idle);
		const child = (this.#child ??= this.#start());
		const answer = await ask(child, request);
		if (child.connected && answer.type !== 'lost') {
			child.unref();
			child.channel?.unref();
			this.#idle = setTimeout(() => this.stop(), idleMs);
			this.#idle.unref();
		} else this.stop();
		return answer.type === 'lost' ? spoiled('unreadable', answer.detail) : answer;
	}

	/** Ends the child, if there is one. */
	stop(): void {
		clearTimeout(this.#idle);
		this.#child?.kill('SIGKILL');
		this.#child = undefined;
	}

	#start(): ChildProcess {
		const args = [...loader, program];
		const [command, rest] =
			process.platform === 'win32' ? [process.execPath, args] : ['/bin/sh', ['-c', limited, process.execPath, ...args]];
		const child = startProgram(command, rest, {
			cwd: dirname(program),
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			serialization: 'advanced',
		});
		child.on('error', () => undefined);
		return child;
	}
}

type Lost = { readonly type: 'lost'; readonly detail: string };

async function ask(child: ChildProcess, request: DecoderRequest): Promise<ImageProcessing | Lost> {
	child.ref();
	child.channel?.ref();
	let late: NodeJS.Timeout | undefined;
	let settle: (answer: ImageProcessing | Lost) => void = () => undefined;
	const answer = new Promise<ImageProcessing | Lost>((resolve) => {
		settle = resolve;
	});
	const lost = (detail: string): void => settle({ type: 'lost', detail });
	const onMessage = (message: unknown): void => settle(message as ImageProcessing);
	const onExit = (code: number | null, signal: string | null): void => lost(`the decoder died: ${signal ?? code}`);
	const onError = (error: Error): void => lost(error.message);
	child.on('message', onMessage).on('exit', onExit).on('error', onError);
	try {
		late = setTimeout(() => lost('the decoder hangs'), answerMs);
		child.send(request, (error) => {
			if (error) lost(error.message);
		});
		return await answer;
	} finally {
		clearTimeout(late);
		child.off('message', onMessage).off('exit', onExit).off('error', onError);
	}
}
